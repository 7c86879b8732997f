import {
  RecordBatch as Batch,
  makeData,
  type RecordBatch,
  RecordBatchReader,
  Schema,
  Struct,
} from "apache-arrow";
import { parquetFailed } from "./errors.js";
import type { Footer, RowGroup, TopColumn } from "./footer.js";
import { mapAhead } from "./map-ahead.js";
import type { Pool } from "./pool.js";
import { chunksOf, projectedFile, selectColumns } from "./projection.js";
import { readChunks } from "./read-chunks.js";
import { readFooter } from "./read-footer.js";
import type { Source } from "./source.js";
import { TaskError } from "./task.js";

const maxBatchRows = 65_536;
const batchByteLength = 32 * 1024 * 1024;
const maxRowGroupByteLength = 1024 * 1024 * 1024;

/** The rows of a file, with the columns named, in that order. At most `pool.width` row groups are read ahead. */
export async function* decodeFile(
  source: Source,
  columns: readonly string[] | undefined,
  pool: Pool,
): AsyncGenerator<RecordBatch, void, undefined> {
  const footer = await readFooter(source);
  const selected = selectColumns(footer, columns);
  if (selected.length === 0) {
    yield* emptyBatches(footer.rows);
    return;
  }
  const decode = (group: RowGroup): Promise<RecordBatch[]> =>
    decodeGroup(source, footer, group, selected, pool);
  const groups = each(footer.rowGroups);
  for await (const batches of mapAhead(groups, pool.width, decode, source.context)) yield* batches;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

async function decodeGroup(
  source: Source,
  footer: Footer,
  group: RowGroup,
  columns: readonly TopColumn[],
  pool: Pool,
): Promise<RecordBatch[]> {
  const chunks = chunksOf(group, columns);
  const byteLength = chunks.reduce((sum, { start, end }) => sum + end - start, 0);
  if (byteLength > maxRowGroupByteLength) throw tooLarge(source, byteLength);
  const bytes = projectedFile(footer, group, columns, await readChunks(source, chunks));
  const expanded = chunks.reduce((sum, chunk) => sum + chunk.expandedByteLength, 0);
  const batchRows = Math.min(
    maxBatchRows,
    Math.max(1, Math.floor((batchByteLength / Math.max(expanded, 1)) * group.rows)),
  );
  const streams = await pool.run({ kind: "decode", bytes, batchRows }).catch((error: unknown) => {
    if (!(error instanceof TaskError)) throw error;
    throw undecodable(source, group, error);
  });
  const batches = streams.flatMap((stream) => [...RecordBatchReader.from(stream)]);
  const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  if (rows !== group.rows) throw source.corrupt(`a row group of ${group.rows} rows holds ${rows}`);
  return batches;
}

// A file may be asked for columns that came after it: its rows still count.
function* emptyBatches(rows: number): Generator<RecordBatch, void, undefined> {
  const schema = new Schema([]);
  for (let from = 0; from < rows; from += maxBatchRows) {
    const length = Math.min(maxBatchRows, rows - from);
    yield new Batch(schema, makeData({ type: new Struct([]), length, nullCount: 0, children: [] }));
  }
}

// Running out of memory looks like a panic over bad bytes.
function undecodable(source: Source, { rows }: RowGroup, cause: TaskError): Error {
  if (!cause.panicked) return source.corrupt(cause.message, { cause });
  return source.corrupt(`a row group of ${rows} rows cannot be decoded, or not in the memory there is`, {
    hint: "Restore it from a copy. If others can read it, ask for fewer columns or write it with smaller row groups.",
    cause,
  });
}

function tooLarge(source: Source, byteLength: number): Error {
  const { asset } = source.context;
  return parquetFailed(
    "decode",
    `A row group takes ${byteLength} bytes, more than the ${maxRowGroupByteLength} it may.`,
    {
      ...(asset === undefined ? {} : { asset }),
      hint: "Ask for fewer columns at a time, or write the file again with smaller row groups.",
    },
  );
}
