import { readFileSync } from "node:fs";
import { parquet } from "@sluice/handler-parquet";
import { isSluiceError } from "@sluice/sdk";
import { schemaOf } from "@sluice/type-mapping";
import { expect, it } from "vitest";
import { allTypes, edgeRows } from "./all-types.js";
import { batchesOf, encodeOne, memoryFile, random } from "./helpers.js";
import { nestedRows, nestedTypes } from "./nested-rows.js";

const long = process.env.SLUICE_LONG !== undefined;
const files = long ? 100_000 : 1_000;
const seed = Number(process.env.SLUICE_SEED ?? Date.now() % 1_000_000_007);
const mebibyte = 1024 * 1024;

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`fixtures/${name}.parquet`, import.meta.url));

/** Small files of every writer there is. */
async function originals(): Promise<ReadonlyMap<string, Uint8Array>> {
  const handler = parquet({ workers: 0, rowGroupRows: 3 });
  const rich = parquet({
    workers: 0,
    columns: { id: { bloomFilter: true } },
    sortedBy: ["id"],
    compression: "gzip",
  });
  const names = [
    "pyarrow-int96",
    "pyarrow-delta",
    "pyarrow-fallback",
    "polars",
    "duckdb",
    "spark",
    "spark-legacy",
  ];
  return new Map([
    ["sluice", await encodeOne(handler, allTypes, batchesOf(allTypes, edgeRows))],
    ["sluice, nested", await encodeOne(rich, nestedTypes, batchesOf(nestedTypes, nestedRows))],
    ...names.map((name): [string, Uint8Array] => [name, fixture(name)]),
  ]);
}

/** One to four changes in bytes `start` to `end`: a bit, a byte, a run of one byte, or bytes from elsewhere. */
function mutate(bytes: Uint8Array, start: number, end: number, next: () => number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const below = (limit: number): number => Math.floor(next() * limit);
  for (let times = 1 + below(4); times > 0; times--) {
    const at = start + below(end - start);
    const length = Math.min(1 + below(16), end - at);
    switch (below(4)) {
      case 0:
        changed[at]! ^= 1 << below(8);
        break;
      case 1:
        changed[at] = below(256);
        break;
      case 2:
        changed.fill([0, 1, 127, 128, 255][below(5)]!, at, at + length);
        break;
      default:
        changed.copyWithin(at, below(bytes.length - length), below(bytes.length - length) + length);
    }
  }
  return changed;
}

/**
 * Damaged files must be refused by name, or be read; they may not crash, hang, or take memory without end.
 * `SLUICE_SEED` repeats a run.
 */
it(`${files} damaged files are refused or read (seed ${seed})`, {
  timeout: long ? 7_200_000 : 120_000,
}, async () => {
  console.log(`seed ${seed}`);
  const next = random(seed);
  const all = [...(await originals())];
  const handler = parquet({ workers: 1, taskTimeoutMillis: 5_000 });
  const verdicts = new Map<string, number>();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let [slowest, largest] = [0, 0];
  for (let file = 0; file < files; file++) {
    const [name, bytes] = all[file % all.length]!;
    const footer =
      bytes.length - 8 - Buffer.from(bytes.buffer, bytes.byteOffset).readUInt32LE(bytes.length - 8);
    const inFooter = Math.floor(file / all.length) % 2 === 0;
    const damaged = inFooter ? mutate(bytes, footer, bytes.length, next) : mutate(bytes, 4, footer, next);
    const source = memoryFile(damaged, `memory://${file}-${name}`);
    const start = performance.now();
    const verdict = await verdictOf(handler.decode(source, { asset: "a", schema: schemaOf({}) }), source.url);
    slowest = Math.max(slowest, performance.now() - start);
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    if (file % 50 === 0) largest = Math.max(largest, process.memoryUsage().rss - before);
  }
  await handler.close?.();
  console.log(
    Object.fromEntries(verdicts),
    `slowest ${slowest | 0} ms, ${(largest / mebibyte) | 0} MiB over base`,
  );
  expect([...verdicts.keys()].sort()).toEqual(expect.arrayContaining(["FILE_CORRUPT", "read"]));
  expect(largest).toBeLessThan(512 * mebibyte);
});

async function verdictOf(batches: AsyncIterable<{ readonly numRows: number }>, url: string): Promise<string> {
  try {
    for await (const batch of batches) expect(batch.numRows).toBeGreaterThanOrEqual(0);
    return "read";
  } catch (error) {
    if (!isSluiceError(error, "FILE_CORRUPT") && !isSluiceError(error, "PARQUET_FAILED")) throw error;
    expect(error.details.file).toBe(url);
    // A task that was late would have hung.
    expect(error.message).not.toContain("took longer");
    return error.code;
  }
}
