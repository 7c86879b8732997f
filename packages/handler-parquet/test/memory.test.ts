import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { schemaOf, string } from "@sluice/type-mapping";
import { type RecordBatch, Table, tableToIPC } from "apache-arrow";
import { expect, it } from "vitest";
import { createCodec } from "../src/pool/codec.js";
import type { EncodeTask } from "../src/pool/task.js";
import { withMemoryLimit } from "../src/pool/wasm-memory.js";
import { batchesOf } from "./helpers.js";

const mebibyte = 1024 * 1024;

// Alone in its file, because a thread starts the library once.
it("the memory of the Parquet library ends where it is told to, and the library goes on in what it has", async () => {
  const path = createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm");
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { compile(bytes: Uint8Array): Promise<object> };
  };
  const limited = withMemoryLimit(readFileSync(path), 64 * mebibyte);
  const codec = createCodec(await WebAssembly.compile(limited));
  const bytes = new Uint8Array(100 * mebibyte);
  await expect(codec.run({ kind: "decode", bytes, batchRows: 10 })).rejects.toThrow();
  expect(codec.memoryByteLength()).toBeLessThanOrEqual(64 * mebibyte);
  const honest = readFileSync(new URL("fixtures/pyarrow-pages.parquet", import.meta.url));
  expect(await codec.run({ kind: "decode", bytes: honest, batchRows: 2 })).toHaveLength(2);

  // What is not given back would stay until it is collected, and the library's memory never shrinks.
  const task = await largeTask();
  const [file] = await codec.run({ ...task, bytes: task.bytes.slice() });
  const decoding = { kind: "decode", bytes: file as Uint8Array, batchRows: 1000 } as const;
  await codec.run(decoding);
  const settled = codec.memoryByteLength();
  for (let time = 0; time < 15; time++) {
    await codec.run({ ...task, bytes: task.bytes.slice() });
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
  return { kind: "encode", bytes: tableToIPC(new Table(batches), "stream"), rows: rows.length, style };
}
