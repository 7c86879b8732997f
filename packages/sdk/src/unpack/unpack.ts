import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { compileMaker } from "./compile-maker.js";
import { readerOf } from "./readers.js";

/**
 * Rows made at once, so few that the collector finds little of them alive. Pages of a megabyte it takes for objects that
 * stay, and keeps them and all they hold: up to four times slower, in one run and not in the next.
 */
const pageRows = 256;

/**
 * The rows of a batch whose columns are those of the schema, in its order and in its Arrow types. `firstRow` numbers
 * them in messages, default 0.
 */
export type Unpack = (batch: arrow.RecordBatch, firstRow?: number) => unknown[];

/** The same in pages of at most 256 rows: for whoever keeps none of them. */
export type UnpackPages = (batch: arrow.RecordBatch, firstRow?: number) => Iterable<unknown[]>;

/** Undoes packing. */
export function unpacker(schema: Schema): Unpack {
  const makerOf = batchMaker(schema);
  return (batch, firstRow) => rowsOf(makerOf(batch, firstRow), 0, batch.numRows);
}

/** Undoes packing, a page at a time. */
export function pageUnpacker(schema: Schema): UnpackPages {
  const makerOf = batchMaker(schema);
  return function* pages(batch, firstRow) {
    const make = makerOf(batch, firstRow);
    for (let start = 0; start < batch.numRows; start += pageRows) {
      yield rowsOf(make, start, Math.min(start + pageRows, batch.numRows));
    }
  };
}

type MakeRow = (row: number) => object;

function batchMaker(schema: Schema): (batch: arrow.RecordBatch, firstRow?: number) => MakeRow {
  const maker = compileMaker(schema.fields.map((field) => field.name));
  return (batch, firstRow = 0) =>
    maker(
      schema.fields.map((field, column) =>
        readerOf(field, batch.data.children[column] as arrow.Data, firstRow),
      ),
    );
}

function rowsOf(make: MakeRow, start: number, end: number): object[] {
  const rows = new Array<object>(end - start);
  for (let row = start; row < end; row++) rows[row - start] = make(row);
  return rows;
}
