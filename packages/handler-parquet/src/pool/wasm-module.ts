import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { withMemoryLimit } from "./wasm-memory.js";

/** A compiled `WebAssembly.Module`, which Node's types do not name. Threads can share it. */
export type WasmModule = object;

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WasmModule> };

// A file that expands without end has to fail before the machine does.
const maxMemoryByteLength = 3 * 1024 * 1024 * 1024;

let compiled: Promise<WasmModule> | undefined;

/** The Parquet library, compiled once for the process. */
export function wasmModule(): Promise<WasmModule> {
  compiled ??= compile().catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function compile(): Promise<WasmModule> {
  const path = createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm");
  return WebAssembly.compile(withMemoryLimit(await readFile(path), maxMemoryByteLength));
}
