import { type RecordBatch, RecordBatchReader } from "apache-arrow";
import { parquetFailed } from "../errors.js";
import type { Footer, RowGroup, TopColumn } from "../format/footer.js";
import type { Pool } from "../pool/pool.js";
import { TaskError } from "../pool/task.js";
import { expandedByteLength } from "./expanded.js";
import { chunksOf, projectedFile } from "./projection.js";
import type { Source } from "./source.js";

export const maxBatchRows = 65_536;
const batchByteLength = 32 * 1024 * 1024;
const maxRowGroupByteLength = 1024 * 1024 * 1024;
const maxExpandedByteLength = 4 * maxRowGroupByteLength;

/** The rows of a row group, or of one cut to fewer rows. `bytes` are those of the chunks of `columns`. */
export type ChunkDecoder = (
  group: RowGroup,
  columns: readonly TopColumn[],
  bytes: readonly Uint8Array[],
) => Promise<RecordBatch[]>;

/** Decodes in `pool`. `notes` go into the footer of what the Parquet library gets. */
export function chunkDecoder(
  source: Source,
  footer: Footer,
  notes: ReadonlyMap<string, string>,
  pool: Pool,
): ChunkDecoder {
  return async (group, columns, bytes) => {
    const chunks = chunksOf(group, columns);
    const expanded = source.parse(() => expandedByteLength(chunks, bytes));
    if (expanded.least > maxExpandedByteLength) {
      throw tooLarge(source, expanded.least, maxExpandedByteLength);
    }
    const parts = source.parse(() => projectedFile(footer, group, columns, bytes, notes));
    const batchRows = Math.min(
      maxBatchRows,
      Math.max(1, Math.floor((batchByteLength / Math.max(expanded.likely, 1)) * group.rows)),
    );
    const streams = await pool.run({ kind: "decode", parts, batchRows }).catch((error: unknown) => {
      if (!(error instanceof TaskError)) throw error;
      throw undecodable(source, group, error);
    });
    const batches = streams.flatMap((stream) => [...RecordBatchReader.from(stream)]);
    const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
    if (rows !== group.rows) throw source.corrupt(`a row group of ${group.rows} rows holds ${rows}`);
    return batches;
  };
}

/** `PARQUET_FAILED` where a row group takes more bytes than can be decoded at once. */
export function checkByteLength(source: Source, byteLength: number): void {
  if (byteLength > maxRowGroupByteLength) throw tooLarge(source, byteLength, maxRowGroupByteLength);
}

function undecodable(source: Source, { rows }: RowGroup, cause: TaskError): Error {
  const { fault, message } = cause;
  if (fault === "refused") return source.corrupt(message, { cause });
  // Running out of memory looks like a panic over bad bytes.
  if (fault === "panicked") {
    return source.corrupt(`a row group of ${rows} rows cannot be decoded, or not in the memory there is`, {
      hint: "Restore it from a copy. If others can read it, ask for fewer columns or write it with smaller row groups.",
      cause,
    });
  }
  return failed(
    source,
    `A row group of ${rows} rows of ${source.url} could not be decoded: ${message}`,
    cause,
  );
}

function tooLarge(source: Source, byteLength: number, limit: number): Error {
  const what = `A row group of ${source.url} takes ${byteLength} bytes, more than the ${limit} it may`;
  return failed(source, what);
}

function failed({ context: { asset }, url }: Source, what: string, cause?: unknown): Error {
  return parquetFailed("decode", `${what}.`, {
    ...(asset === undefined ? {} : { asset }),
    file: url,
    hint: "Ask for fewer columns at a time, or write the file again with smaller row groups.",
    ...(cause === undefined ? {} : { cause }),
  });
}
