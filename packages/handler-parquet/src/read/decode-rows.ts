import { type Field, makeData, RecordBatch, Schema, Struct } from "apache-arrow";
import type { RowGroup, TopColumn } from "../format/footer.js";
import { bytesFor, type Cut, cutChunk, cutsOf } from "./cut-group.js";
import { type ChunkDecoder, checkByteLength } from "./decode-chunks.js";
import { leafNumbers } from "./projection.js";
import { readRanges } from "./read-ranges.js";
import type { RowRange } from "./row-ranges.js";
import type { RowSelection } from "./row-selection.js";
import type { Source } from "./source.js";

/** The rows of `range`, read from the pages that hold some of them. */
export async function decodeRows(
  source: Source,
  group: RowGroup,
  columns: readonly TopColumn[],
  { places }: RowSelection,
  range: RowRange,
  decode: ChunkDecoder,
): Promise<RecordBatch[]> {
  const cuts = cutsOf(columns, places, range, group);
  const parts = await Promise.all(
    cuts.map(async (cut) => trimmed(await decodeCut(source, group, cut, places, decode), cut.rows, range)),
  );
  const found = cuts.flatMap((cut) => cut.columns);
  const order = columns.map((column) => found.indexOf(column));
  return sideBySide(parts, order, range.end - range.start);
}

async function decodeCut(
  source: Source,
  group: RowGroup,
  { columns, rows }: Cut,
  places: RowSelection["places"],
  decode: ChunkDecoder,
): Promise<RecordBatch[]> {
  const leaves = leafNumbers(columns);
  const wanted = leaves.flatMap((leaf) => bytesFor(group.chunks[leaf]!, places.get(leaf), rows));
  checkByteLength(
    source,
    wanted.reduce((sum, { start, end }) => sum + end - start, 0),
  );
  const read = await readRanges(source, wanted);
  const chunks = [...group.chunks];
  const bytes = leaves.map((leaf, index) => {
    const [dictionary, pages] = [read[index * 2]!, read[index * 2 + 1]!];
    const joined = dictionary.length === 0 ? pages : Buffer.concat([dictionary, pages]);
    const chunk = group.chunks[leaf]!;
    if (joined.length < chunk.end - chunk.start) {
      chunks[leaf] = source.parse(() => cutChunk(chunk, joined, dictionary.length));
    }
    return joined;
  });
  return decode({ ...group, rows: rows.end - rows.start, chunks }, columns, bytes);
}

/** The rows `wanted` of batches that hold the rows `held`. */
function trimmed(batches: readonly RecordBatch[], held: RowRange, wanted: RowRange): RecordBatch[] {
  let first = held.start;
  return batches.flatMap((batch) => {
    const [from, to] = [Math.max(wanted.start - first, 0), Math.min(wanted.end - first, batch.numRows)];
    first += batch.numRows;
    return from < to ? [batch.slice(from, to)] : [];
  });
}

/** Batches of different columns with the same `rows` in all, as batches of all the columns, in that order. */
function sideBySide(
  parts: readonly (readonly RecordBatch[])[],
  order: readonly number[],
  rows: number,
): RecordBatch[] {
  if (parts.length === 1) return [...parts[0]!];
  const cursors = parts.map((batches) => ({ batches, index: 0, from: 0 }));
  const result: RecordBatch[] = [];
  for (let done = 0; done < rows; ) {
    const open = cursors.map(({ batches, index, from }) => ({ batch: batches[index]!, from }));
    const count = Math.min(...open.map(({ batch, from }) => batch.numRows - from));
    result.push(
      joined(
        open.map(({ batch, from }) => batch.slice(from, from + count)),
        order,
        count,
      ),
    );
    for (const cursor of cursors) {
      cursor.from += count;
      if (cursor.from < cursor.batches[cursor.index]!.numRows) continue;
      cursor.index++;
      cursor.from = 0;
    }
    done += count;
  }
  return result;
}

function joined(batches: readonly RecordBatch[], order: readonly number[], length: number): RecordBatch {
  const columns = batches.flatMap((batch) =>
    batch.schema.fields.map((field, index) => ({ field, data: batch.data.children[index]! })),
  );
  const ordered = order.map((index) => columns[index]!);
  const fields: Field[] = ordered.map(({ field }) => field);
  const children = ordered.map(({ data }) => data);
  return new RecordBatch(
    new Schema(fields),
    makeData({ type: new Struct(fields), length, nullCount: 0, children }),
  );
}
