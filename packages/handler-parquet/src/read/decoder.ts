import type { RowCondition } from "@sluice/sdk/plugin";
import type { Schema as TableSchema } from "@sluice/type-mapping";
import { RecordBatch as Batch, makeData, type RecordBatch, Schema, Struct } from "apache-arrow";
import { parquetFailed } from "../errors.js";
import type { Footer, RowGroup, TopColumn } from "../format/footer.js";
import { fileMetaData, schemaElement } from "../format/format.js";
import { integerAt, MalformedError, structsAt } from "../format/thrift.js";
import { mapAhead } from "../pool/map-ahead.js";
import type { Pool } from "../pool/pool.js";
import { TaskError } from "../pool/task.js";
import { chunkByteLength } from "./chunk-bytes.js";
import { type ChunkDecoder, checkByteLength, chunkDecoder, maxBatchRows } from "./decode-chunks.js";
import { decodeRows } from "./decode-rows.js";
import { int96Notes } from "./int96.js";
import { groupMayHold, type LeafTest, leafTests } from "./may-hold.js";
import { chunksOf, selectColumns } from "./projection.js";
import { readFooter } from "./read-footer.js";
import { readRanges } from "./read-ranges.js";
import { selectRows } from "./row-selection.js";
import type { Source } from "./source.js";

export interface DecodeOptions {
  /** Columns wanted, in this order. Default: all. */
  readonly columns?: readonly string[];
  /** What the columns are for who reads. */
  readonly schema?: TableSchema;
  /** Row groups and pages that cannot hold are not read. */
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
  source.parse(() => checkReadable(source, footer, selected));
  const tests = source.parse(() => leafTests(footer, schema, where));
  const wanted = source.parse(() => footer.rowGroups.filter((group) => groupMayHold(group, tests)));
  if (selected.length === 0) {
    yield* emptyBatches(wanted.reduce((sum, { rows }) => sum + rows, 0));
    return;
  }
  const exact = new Set(schema.fields.filter(isNanoseconds).map(({ name }) => name));
  const notes = await int96Notes(footer, selected, exact, pool).catch((error: unknown) => {
    const refused = error instanceof TaskError || error instanceof MalformedError;
    throw refused ? source.corrupt(error.message, { cause: error }) : error;
  });
  // The notes speak of all the columns at once, and pages are left out by column.
  const pageTests = notes.size === 0 ? tests : [];
  const decodeChunks = chunkDecoder(source, footer, notes, pool);
  const decode = (group: RowGroup): Promise<RecordBatch[]> =>
    decodeGroup(source, group, selected, pageTests, decodeChunks);
  const groups = each(wanted);
  for await (const batches of mapAhead(groups, pool, decode, source.context)) yield* batches;
}

/** The converted type of a duration of months, days and milliseconds. The library would leave out the months. */
const interval = 21;

function checkReadable(source: Source, footer: Footer, columns: readonly TopColumn[]): void {
  const elements = structsAt(footer.metadata, fileMetaData.schema);
  const unread = columns.find(({ elements: [start, end] }) =>
    elements.slice(start, end).some((element) => integerAt(element, schemaElement.converted) === interval),
  );
  if (unread === undefined) return;
  const { asset } = source.context;
  throw parquetFailed(
    "decode",
    `Column "${unread.name}" of ${source.url} is an interval, which is not read.`,
    {
      ...(asset === undefined ? {} : { asset }),
      file: source.url,
      hint: "Leave it out with { columns }, or write its months, days and milliseconds as columns of their own.",
    },
  );
}

function isNanoseconds({ type }: TableSchema["fields"][number]): boolean {
  return (type.id === "timestamp" || type.id === "zonedTimestamp") && type.precision === 9;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

async function decodeGroup(
  source: Source,
  group: RowGroup,
  columns: readonly TopColumn[],
  tests: readonly LeafTest[],
  decodeChunks: ChunkDecoder,
): Promise<RecordBatch[]> {
  const selection = await selectRows(source, group, columns, tests);
  if (selection !== undefined) {
    const batches: RecordBatch[] = [];
    for (const range of selection.ranges) {
      batches.push(...(await decodeRows(source, group, columns, selection, range, decodeChunks)));
    }
    return batches;
  }
  checkByteLength(source, chunkByteLength(group, columns));
  return decodeChunks(group, columns, await readRanges(source, chunksOf(group, columns)));
}

// A file may be asked for columns that came after it: its rows still count.
function* emptyBatches(rows: number): Generator<RecordBatch, void, undefined> {
  const schema = new Schema([]);
  for (let from = 0; from < rows; from += maxBatchRows) {
    const length = Math.min(maxBatchRows, rows - from);
    yield new Batch(schema, makeData({ type: new Struct([]), length, nullCount: 0, children: [] }));
  }
}
