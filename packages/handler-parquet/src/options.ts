import { SluiceError } from "@sluice/sdk";

export type Compression = "zstd" | "snappy" | "gzip" | "none";

export interface ParquetOptions {
  /** Default `"zstd"`. */
  readonly compression?: Compression;
  /** Rows of a row group at most. Default 131,072. */
  readonly rowGroupRows?: number;
  /** Bytes of a row group at most, as Arrow holds them. A row that is larger gets its own. Default 64 MiB. */
  readonly rowGroupBytes?: number;
  /** A file this large takes no further row group; the next goes to another file. Default 512 MiB. */
  readonly targetFileBytes?: number;
  /** Threads that encode and decode. 0: the calling thread does, and makes the same bytes. Default 1. */
  readonly workers?: number;
}

const mebibyte = 1024 * 1024;
const compressions: readonly Compression[] = ["zstd", "snappy", "gzip", "none"];

// From 2 GiB of Arrow on the Parquet library dies without a message.
const limits = {
  rowGroupRows: { default: 131_072, min: 1, max: 16_777_216 },
  rowGroupBytes: { default: 64 * mebibyte, min: 1, max: 512 * mebibyte },
  targetFileBytes: { default: 512 * mebibyte, min: 1, max: Number.MAX_SAFE_INTEGER },
  workers: { default: 1, min: 0, max: 64 },
} as const;

/** The options with their defaults. A bad one is `CONFIGURATION_INVALID`. */
export function checkOptions(options: ParquetOptions): Required<ParquetOptions> {
  const known = ["compression", ...Object.keys(limits)];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalid(unknown, "is not an option", `The options are ${known.join(", ")}.`);
  const { compression = "zstd" } = options;
  if (!compressions.includes(compression)) {
    // Trino reads neither LZ4_RAW nor Brotli.
    throw invalid("compression", `is ${String(compression)}`, `Choose one of ${compressions.join(", ")}.`);
  }
  return {
    compression,
    rowGroupRows: checkCount("rowGroupRows", options.rowGroupRows),
    rowGroupBytes: checkCount("rowGroupBytes", options.rowGroupBytes),
    targetFileBytes: checkCount("targetFileBytes", options.targetFileBytes),
    workers: checkCount("workers", options.workers),
  };
}

export function checkCount(option: keyof typeof limits, value: number | undefined): number {
  const { min, max, default: standard } = limits[option];
  const count = value ?? standard;
  if (Number.isInteger(count) && count >= min && count <= max) return count;
  throw invalid(option, `is ${String(count)}`, `Give a whole number from ${min} to ${max}.`);
}

function invalid(option: string, what: string, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `The Parquet option "${option}" ${what}.`,
    details: { option },
    hint,
  });
}
