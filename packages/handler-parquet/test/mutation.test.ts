import { parquet } from "@sluice/handler-parquet";
import { isSluiceError } from "@sluice/sdk";
import { expect, it } from "vitest";
import { memoryFile, random } from "./helpers.js";
import { mutate } from "./mutate.js";
import { originals } from "./mutation-originals.js";
import { type MutationReport, mutationText, writeMutationReport } from "./mutation-report.js";

const long = process.env.SLUICE_LONG === "1";
const files = long ? 100_000 : 1_000;
const seed = Number(process.env.SLUICE_SEED ?? Date.now() % 1_000_000_007);
const mebibyte = 1024 * 1024;

/**
 * Damaged files must be refused by name, or be read; they may not crash, hang, or take memory without end.
 * `SLUICE_SEED` repeats a run.
 */
it(`${files} damaged files are refused or read (seed ${seed})`, {
  timeout: long ? 7_200_000 : 120_000,
}, async () => {
  console.log(`seed ${seed}`);
  const next = random(seed);
  const all = await originals();
  const handler = parquet({ workers: 1, taskTimeoutMillis: 5_000 });
  const verdicts = new Map<string, Map<string, number>>();
  const began = performance.now();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let [slowest, largest] = [0, 0];
  for (let file = 0; file < files; file++) {
    const { name, writer, bytes, schema, where } = all[file % all.length]!;
    const footer =
      bytes.length - 8 - Buffer.from(bytes.buffer, bytes.byteOffset).readUInt32LE(bytes.length - 8);
    const inFooter = Math.floor(file / all.length) % 2 === 0;
    const damaged = inFooter ? mutate(bytes, footer, bytes.length, next) : mutate(bytes, 4, footer, next);
    const source = memoryFile(damaged, `memory://${file}-${name}`);
    const start = performance.now();
    const verdict = await verdictOf(handler.decode(source, { asset: "a", schema, where }), source.url);
    slowest = Math.max(slowest, performance.now() - start);
    const counts = verdicts.get(writer) ?? new Map<string, number>();
    verdicts.set(writer, counts.set(verdict, (counts.get(verdict) ?? 0) + 1));
    if (file % 50 === 0) largest = Math.max(largest, process.memoryUsage().rss - before);
  }
  await handler.close?.();
  const report: MutationReport = {
    seed,
    files,
    verdicts,
    slowestMillis: slowest,
    memoryByteLength: largest,
    seconds: (performance.now() - began) / 1000,
  };
  console.log(mutationText(report));
  const ends = [...verdicts.values()].flatMap((counts) => [...counts.keys()]);
  expect(ends).toEqual(expect.arrayContaining(["FILE_CORRUPT", "read"]));
  expect(slowest).toBeLessThan(5_000);
  expect(largest).toBeLessThan(512 * mebibyte);
  if (long) await writeMutationReport(report);
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
