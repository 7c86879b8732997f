import { readFile } from "node:fs/promises";

/** A compiled `WebAssembly.Module`, which Node's types do not name. Threads can share it. */
export type WasmModule = object;

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WasmModule> };

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
  return WebAssembly.compile(await readFile(new URL("../../codec/codec.wasm", import.meta.url)));
}
