import { availableParallelism } from "node:os";
import { checkOptions as checkRules, type OptionRules } from "@sluice/sdk/plugin";
import type { Workers } from "../pool/pool.js";
import { checkColumns, checkMetadata, checkSortedBy } from "./check-columns.js";
import {
  type ColumnOptions,
  type SortedColumn,
  type Statistics,
  statisticsLevels,
} from "./column-options.js";
import { invalid } from "./invalid-option.js";

export type Compression = "zstd" | "snappy" | "gzip" | "none";

export interface ParquetOptions {
  /** Default `"zstd"`. */
  readonly compression?: Compression;
  /** How hard `"zstd"` (1 to 22) or `"gzip"` (1 to 9) tries. Default: 1 and 6. */
  readonly compressionLevel?: number;
  /** Rows of a row group at most. Default 131,072. */
  readonly rowGroupRows?: number;
  /** Bytes of a row group at most, as Arrow holds them. A row that is larger gets its own. Default 64 MiB. */
  readonly rowGroupBytes?: number;
  /** A file this large, compressed, takes no further row group; the next goes to another file. Default 512 MiB. */
  readonly targetFileBytes?: number;
  /** What is special about columns of that name, in the tables that have one. */
  readonly columns?: Readonly<Record<string, ColumnOptions>>;
  /** Default `"page"`. */
  readonly statistics?: Statistics;
  /** The order rows are meant to have. Noted in each row group whose rows have it, without NaN; rows are not moved. */
  readonly sortedBy?: readonly (string | SortedColumn)[];
  /** Notes for the footer of every file. Keys may not begin with `sluice.` or `ARROW:`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * Threads that encode and decode, shared by all handlers of the process with the same number and `taskTimeoutMillis`.
   * 0: the calling thread does, and makes the same bytes. Default 1, or 2 where four threads or more run at once; while the
   * calling thread mostly waits, as many as run at once, at most 4.
   */
  readonly workers?: number;
  /** A row group that takes a worker longer fails. Default 60,000. The calling thread (`workers: 0`) is not stopped. */
  readonly taskTimeoutMillis?: number;
}

/** The options with their defaults. */
export interface CheckedOptions extends Required<Omit<ParquetOptions, "compressionLevel" | "workers">> {
  readonly compressionLevel: number | undefined;
  readonly workers: Workers;
  readonly sortedBy: readonly Required<SortedColumn>[];
}

const mebibyte = 1024 * 1024;
const compressions: readonly Compression[] = ["zstd", "snappy", "gzip", "none"];
const levels: Partial<Record<Compression, number>> = { zstd: 22, gzip: 9 };

// From 2 GiB of Arrow on the Parquet library dies without a message.
const limits = {
  rowGroupRows: { default: 131_072, min: 1, max: 16_777_216 },
  rowGroupBytes: { default: 64 * mebibyte, min: 1, max: 512 * mebibyte },
  targetFileBytes: { default: 512 * mebibyte, min: 1, max: Number.MAX_SAFE_INTEGER },
  taskTimeoutMillis: { default: 60_000, min: 1, max: 2_147_483_647 },
} as const;

const rules = {
  ...{ compression: "any", compressionLevel: "any", columns: "any", statistics: "any", sortedBy: "any" },
  ...{ metadata: "any", workers: "any", rowGroupRows: "any", rowGroupBytes: "any" },
  ...{ targetFileBytes: "any", taskTimeoutMillis: "any" },
} satisfies OptionRules<keyof ParquetOptions>;

/** The options with their defaults. A bad one is `CONFIGURATION_INVALID`. */
export function checkOptions(options: ParquetOptions): CheckedOptions {
  checkRules("parquet()", options, rules);
  const { compression = "zstd", statistics = "page" } = options;
  checkCompression(compression);
  if (!statisticsLevels.includes(statistics)) {
    throw invalid("statistics", `is ${String(statistics)}`, `Choose one of ${statisticsLevels.join(", ")}.`);
  }
  return {
    compression,
    compressionLevel: checkLevel(compression, options.compressionLevel),
    rowGroupRows: checkCount("rowGroupRows", options.rowGroupRows),
    rowGroupBytes: checkCount("rowGroupBytes", options.rowGroupBytes),
    targetFileBytes: checkCount("targetFileBytes", options.targetFileBytes),
    columns: checkColumns(options.columns ?? {}),
    statistics,
    sortedBy: checkSortedBy(options.sortedBy ?? []),
    metadata: checkMetadata(options.metadata ?? {}),
    workers: checkWorkers(options.workers),
    taskTimeoutMillis: checkCount("taskTimeoutMillis", options.taskTimeoutMillis),
  };
}

/** How many threads work. A number that is given is kept to. */
export function checkWorkers(count: number | undefined): Workers {
  if (count !== undefined) {
    checkRange("workers", count, { min: 0, max: 64 });
    return { usual: count, most: count };
  }
  const threads = availableParallelism();
  return { usual: threads < 4 ? 1 : 2, most: Math.min(threads, 4) };
}

export function checkCount(option: keyof typeof limits, value: number | undefined): number {
  const count = value ?? limits[option].default;
  checkRange(option, count, limits[option]);
  return count;
}

function checkRange(option: string, count: number, { min, max }: { min: number; max: number }): void {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  throw invalid(option, `is ${String(count)}`, `Give a whole number from ${min} to ${max}.`);
}

function checkCompression(compression: Compression): void {
  if (compressions.includes(compression)) return;
  const name = String(compression);
  const choose = `Choose one of ${compressions.join(", ")}.`;
  const unread = /^(lz4|brotli)/i.test(name);
  throw invalid("compression", `is ${name}${unread ? ", which Trino cannot read" : ""}`, choose);
}

function checkLevel(compression: Compression, level: number | undefined): number | undefined {
  if (level === undefined) return undefined;
  const max = levels[compression];
  if (max === undefined) {
    throw invalid(
      "compressionLevel",
      `means nothing to ${compression}`,
      "Leave it out, or choose zstd or gzip.",
    );
  }
  if (!Number.isInteger(level) || level < 1 || level > max) {
    throw invalid("compressionLevel", `is ${String(level)}`, `Give a whole number from 1 to ${max}.`);
  }
  return level;
}
