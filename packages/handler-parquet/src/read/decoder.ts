import type { RowCondition } from "@sluice/sdk/plugin";
import type { Schema as TableSchema } from "@sluice/type-mapping";
import {
  RecordBatch as Batch,
  makeData,
  type RecordBatch,
  RecordBatchReader,
  Schema,
  Struct,
} from "apache-arrow";
import { parquetFailed } from "../errors.js";
import type { Footer, RowGroup, TopColumn } from "../format/footer.js";
import { mapAhead } from "../pool/map-ahead.js";
import type { Pool } from "../pool/pool.js";
import { TaskError } from "../pool/task.js";
import { expandedByteLength } from "./expanded.js";
import { int96Notes } from "./int96.js";
import { mayHold } from "./may-hold.js";
import { chunksOf, projectedFile, selectColumns } from "./projection.js";
import { readChunks } from "./read-chunks.js";
import { readFooter } from "./read-footer.js";
import type { Source } from "./source.js";

const maxBatchRows = 65_536;
const batchByteLength = 32 * 1024 * 1024;
const maxRowGroupByteLength = 1024 * 1024 * 1024;
const maxExpandedByteLength = 4 * maxRowGroupByteLength;

export interface DecodeOptions {
  /** Columns wanted, in this order. Default: all. */
  readonly columns?: readonly string[];
  /** What the columns are for who reads. */
  readonly schema?: TableSchema;
  /** Row groups that cannot hold are not read. */
  readonly where?: readonly RowCondition[];
}

/** The rows of a file, with the columns named, in that order. At most `pool.width` row groups are read ahead. */
export async function* decodeFile(
  source: Source,
  { columns, schema = { fields: [] }, where = [] }: DecodeOptions,
  pool: Pool,
): AsyncGenerator<RecordBatch, void, undefined> {
  const footer = await readFooter(source);
  const selected = selectColumns(footer, columns);
  const wanted = source.parse(() => footer.rowGroups.filter(mayHold(footer, schema, where)));
  if (selected.length === 0) {
    yield* emptyBatches(wanted.reduce((sum, { rows }) => sum + rows, 0));
    return;
  }
  const exact = new Set(schema.fields.filter(isNanoseconds).map(({ name }) => name));
  const notes = await int96Notes(footer, selected, exact, pool).catch((error: unknown) => {
    throw error instanceof TaskError ? source.corrupt(error.message, { cause: error }) : error;
  });
  const decode = (group: RowGroup): Promise<RecordBatch[]> =>
    decodeGroup(source, footer, group, selected, notes, pool);
  const groups = each(wanted);
  for await (const batches of mapAhead(groups, pool.width, decode, source.context)) yield* batches;
}

function isNanoseconds({ type }: TableSchema["fields"][number]): boolean {
  return (type.id === "timestamp" || type.id === "zonedTimestamp") && type.precision === 9;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

async function decodeGroup(
  source: Source,
  footer: Footer,
  group: RowGroup,
  columns: readonly TopColumn[],
  notes: ReadonlyMap<string, string>,
  pool: Pool,
): Promise<RecordBatch[]> {
  const chunks = chunksOf(group, columns);
  const byteLength = chunks.reduce((sum, { start, end }) => sum + end - start, 0);
  if (byteLength > maxRowGroupByteLength) throw tooLarge(source, byteLength, maxRowGroupByteLength);
  const parts = await readChunks(source, chunks);
  const expanded = source.parse(() => expandedByteLength(chunks, parts));
  if (expanded > maxExpandedByteLength) throw tooLarge(source, expanded, maxExpandedByteLength);
  const bytes = projectedFile(footer, group, columns, parts, notes);
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
