import { arrowSchema, type Schema, schemaText, selectFields } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { castBatch } from "../arrow/cast.js";
import { rowsFrom } from "../arrow/position.js";
import { checkNulls } from "../pack/arrow-input.js";

/** How the batches of a file become those that are wanted. */
export interface BatchReader {
  /** Columns to ask the file for; it may not have all of them. */
  readonly columns: readonly string[];
  /** `firstRow` is the number of the batch's first row in the file, for messages. */
  read(batch: arrow.RecordBatch, firstRow: number): arrow.RecordBatch;
}

/**
 * Reads a file that was written with the columns `written`, as its snapshot has them, `stored`, and gives them as `wanted`.
 * What the snapshot does not have is null, whatever the file holds.
 */
export function batchReader(written: Schema, stored: Schema, wanted: Schema, asset: string): BatchReader {
  const own = selectFields(
    stored,
    wanted.fields.map(({ name }) => name),
  );
  const columns = own.fields.map(({ name }) => name);
  const target = arrowSchema(wanted);
  const read = (batch: arrow.RecordBatch, firstRow: number): arrow.RecordBatch =>
    castBatch(batch, wanted, target, { asset, firstRow });
  if (schemaText(own) === schemaText(wanted)) return { columns, read };
  const checked = (batch: arrow.RecordBatch, firstRow: number): arrow.RecordBatch => {
    const made = read(batch, firstRow);
    wanted.fields.forEach((field, column) => {
      checkNulls(made.data.children[column] as arrow.Data, field, rowsFrom(firstRow));
    });
    return made;
  };
  if (schemaText(selectFields(written, columns)) === schemaText(own)) return { columns, read: checked };
  const between = arrowSchema(own);
  return {
    columns,
    read: (batch, firstRow) => checked(castBatch(batch, own, between, { asset, firstRow }), firstRow),
  };
}
