import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { createCodec } from "../src/pool/codec.js";
import { withMemoryLimit } from "../src/pool/wasm-memory.js";

const mebibyte = 1024 * 1024;

// Alone in its file, because a thread starts the library once.
it("the memory of the Parquet library ends where it is told to, and the library goes on", async () => {
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
});
