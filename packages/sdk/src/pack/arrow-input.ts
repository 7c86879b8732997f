import { arrowSchema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { castBatch } from "../arrow/cast.js";
import { unknownColumn } from "./row-appender.js";
import type { PackOptions } from "./table-input.js";
import { valueError } from "./value-error.js";

/** Batches somebody else made, in the Arrow types of the schema. */
export function* castAll(
  batches: Iterable<arrow.RecordBatch>,
  options: PackOptions,
): Generator<arrow.RecordBatch> {
  let firstRow = 0;
  for (const batch of batches) {
    yield castInput(batch, options, firstRow);
    firstRow += batch.numRows;
  }
}

/** One such batch, every value checked. */
export function castInput(
  batch: arrow.RecordBatch,
  options: PackOptions,
  firstRow: number,
): arrow.RecordBatch {
  const { schema, asset } = options;
  const names = new Set(schema.fields.map((field) => field.name));
  const extra = batch.schema.fields.find((field) => !names.has(field.name));
  if (extra !== undefined && !options.ignoreExtra) throw unknownColumn(asset, extra.name, undefined, names);
  const made = castBatch(batch, schema, arrowSchema(schema), { asset, firstRow, checkText: true });
  schema.fields.forEach((field, column) => {
    const data = made.data.children[column] as arrow.Data;
    if (field.nullable || data.nullCount === 0) return;
    for (let row = 0; row < made.numRows; row++) {
      if (!data.getValid(row)) throw valueError(field, firstRow + row, null, "the column is not nullable");
    }
  });
  return made;
}
