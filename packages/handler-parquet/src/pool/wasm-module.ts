import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetFailed } from "../errors.js";
import { version } from "../write/version.js";
import type { Task } from "./task.js";

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

/** What becomes of a task when the library cannot be loaded because of `cause`. */
export function notLoaded({ kind }: Task, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return parquetFailed(kind, `The Parquet library could not be loaded: ${reason}.`, {
    hint:
      `Copy codec/codec.wasm of @sluice/handler-parquet ${version} beside the bundle, to ${besideBundle()}, or keep ` +
      "@sluice/handler-parquet and apache-arrow out of it and install them where it runs.",
    cause,
  });
}

async function compile(): Promise<WasmModule> {
  const missing: string[] = [];
  for (const path of places()) {
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
      missing.push(path);
    });
    if (bytes === undefined) continue;
    return WebAssembly.compile(bytes).catch((cause: unknown) => {
      throw new Error(`${path} cannot be compiled`, { cause });
    });
  }
  throw new Error(`there is no ${missing.join(" and no ")}`);
}

/** Where it may be: in this package; beside the bundle this package is in; in the package as installed for the bundle. */
function* places(): Generator<string, void, undefined> {
  if (isFile(import.meta.url)) yield fileURLToPath(new URL("../../codec/codec.wasm", import.meta.url));
  yield besideBundle();
  const installed = installedPackage();
  if (installed !== undefined) yield join(installed, "codec/codec.wasm");
}

function besideBundle(): string {
  return resolve(dirname(thisFile()), "codec.wasm");
}

// That of another version may be called in another way.
function installedPackage(): string | undefined {
  try {
    const from = createRequire(thisFile());
    const manifest = from.resolve("@sluice/handler-parquet/package.json");
    return (from(manifest) as { version: string }).version === version ? dirname(manifest) : undefined;
  } catch {
    return undefined;
  }
}

// A CommonJS bundle has no `import.meta.url`; that of code given as text is no file.
function thisFile(): string {
  if (isFile(import.meta.url)) return fileURLToPath(import.meta.url);
  return typeof __filename === "string" ? __filename : (process.argv[1] ?? process.execPath);
}

function isFile(url: string | undefined): boolean {
  return url?.startsWith("file:") === true;
}
