import { readFileSync } from "node:fs";
import { schemaOf, string } from "@sluice/type-mapping";
import { type RecordBatch, Table, tableToIPC } from "apache-arrow";
import { expect, it } from "vitest";
import { createCodec } from "../src/pool/codec.js";
import type { EncodeTask } from "../src/pool/task.js";
import { wasmModule } from "../src/pool/wasm-module.js";
import { batchesOf } from "./helpers.js";

const mebibyte = 1024 * 1024;

it("the memory of the Parquet library ends where it is told to, and the library goes on in what it has", async () => {
  const codec = createCodec(await wasmModule(), 64 * mebibyte);
  const parts = [new Uint8Array(100 * mebibyte)];
  await expect(codec.run({ kind: "decode", parts, batchRows: 10 })).rejects.toThrow();
  expect(codec.memoryByteLength()).toBeLessThanOrEqual(64 * mebibyte);
  const honest = readFileSync(new URL("fixtures/pyarrow-pages.parquet", import.meta.url));
  expect(await codec.run({ kind: "decode", parts: [honest], batchRows: 2 })).toHaveLength(2);

  // What is not given back would stay until it is collected, and the library's memory never shrinks.
  const task = await largeTask();
  const [file] = await codec.run(task);
  const decoding = { kind: "decode", parts: [file as Uint8Array], batchRows: 1000 } as const;
  await codec.run(decoding);
  const settled = codec.memoryByteLength();
  for (let time = 0; time < 15; time++) {
    await codec.run(task);
    expect(await codec.run(decoding)).toHaveLength(10);
  }
  expect(codec.memoryByteLength()).toBe(settled);
});

/** Two megabytes or so of rows. */
async function largeTask(): Promise<EncodeTask> {
  const schema = schemaOf({ text: string() });
  const rows = Array.from({ length: 10_000 }, (_, row) => ({ text: `${row} `.repeat(40) }));
  const batches: RecordBatch[] = [];
  for await (const batch of batchesOf(schema, rows)) batches.push(batch);
  const style = {
    compression: "zstd",
    compressionLevel: undefined,
    statistics: "page",
    columns: [],
    sortedBy: [],
    createdBy: "tests",
  } as const;
  return { kind: "encode", parts: [tableToIPC(new Table(batches), "stream")], rows: rows.length, style };
}
