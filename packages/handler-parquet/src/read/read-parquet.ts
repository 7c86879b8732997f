import { type FileHandle, open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { SluiceError } from "@sluice/sdk";
import { checkOptions, type OptionRules, type StoredFile, signal, texts } from "@sluice/sdk/plugin";
import type { RecordBatch } from "apache-arrow";
import { checkCount, checkWorkers } from "../options/options.js";
import { createPool } from "../pool/pool.js";
import { decodeFile } from "./decoder.js";
import { createSource } from "./source.js";

export interface ReadParquetOptions {
  /** Columns wanted, in this order. Default: all. What the file does not have is left out. */
  readonly columns?: readonly string[];
  /** Threads that decode. 0: the calling thread does. Default: as for `parquet()`. */
  readonly workers?: number;
  /** A row group that takes a worker longer fails. Default 60,000. The calling thread (`workers: 0`) is not stopped. */
  readonly taskTimeoutMillis?: number;
  readonly signal?: AbortSignal;
}

const rules = {
  columns: texts('Give a list of names: ["id", "total"].'),
  ...{ workers: "any", taskTimeoutMillis: "any", signal },
} satisfies OptionRules<keyof ReadParquetOptions>;

/**
 * The rows of a local Parquet file, whoever wrote it, as batches of bounded size. `FILE_MISSING` if there is none,
 * `FILE_CORRUPT` if it is not such a file.
 */
export async function* readParquet(
  path: string | URL,
  options: ReadParquetOptions = {},
): AsyncGenerator<RecordBatch, void, undefined> {
  checkOptions("readParquet()", options, rules);
  const pool = createPool({
    workers: checkWorkers(options.workers),
    taskTimeoutMillis: checkCount("taskTimeoutMillis", options.taskTimeoutMillis),
  });
  const name = path instanceof URL ? fileURLToPath(path) : path;
  const handle = await open(name, "r").catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  try {
    const entry = await handle.stat();
    if (!entry.isFile()) throw missing(name, "is not a file");
    const source = createSource(storedFile(handle, name, entry.size), options);
    yield* decodeFile(source, options, pool);
  } finally {
    await Promise.all([handle.close(), pool.close()]);
  }
}

function storedFile(handle: FileHandle, name: string, byteLength: number): StoredFile {
  return {
    key: name,
    url: name,
    byteLength,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
  };
}

function unreadable(name: string, cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException;
  return missing(name, code === "ENOENT" ? "does not exist" : `cannot be opened (${code})`, cause);
}

function missing(name: string, what: string, cause?: unknown): SluiceError {
  return new SluiceError("FILE_MISSING", {
    message: `The Parquet file ${name} ${what}.`,
    details: { file: name },
    hint: "Relative paths start where the process was started. Check the spelling, or give a full path or a file: URL.",
    cause,
  });
}
