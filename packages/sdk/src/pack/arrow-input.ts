import { arrowSchema, type Field } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { castBatch } from "../arrow/cast.js";
import { type Elements, elementsOf } from "../arrow/nested-data.js";
import { type Position, positionInside, rowsFrom } from "../arrow/position.js";
import { isValid } from "./gather.js";
import { childFields } from "./nested.js";
import type { PackOptions } from "./table-input.js";
import { unknownColumn } from "./unknown-column.js";
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
  if (!options.ignoreExtra) checkNoExtra(batch.schema.fields, schema.fields, "", asset);
  const made = castBatch(batch, schema, arrowSchema(schema), { asset, firstRow, checkText: true });
  schema.fields.forEach((field, column) => {
    const data = made.data.children[column] as arrow.Data;
    checkNulls(data, field, rowsFrom(firstRow));
  });
  return made;
}

function checkNoExtra(
  given: readonly arrow.Field[],
  fields: readonly Field[],
  path: string,
  asset: string,
): void {
  const names = new Set(fields.map((field) => field.name));
  for (const { name, type } of given) {
    if (!names.has(name)) throw unknownColumn(asset, `${path}${name}`, undefined, names);
    const field = fields.find((each) => each.name === name) as Field;
    if (field.type.id !== "struct" || !arrow.DataType.isStruct(type)) continue;
    checkNoExtra(type.children, field.type.fields, `${path}${name}.`, asset);
  }
}

/** `VALUE_UNSUPPORTED` for a null, also deep inside, where there may be none. */
export function checkNulls(data: arrow.Data, field: Field, position: Position): void {
  if (!field.nullable && data.nullCount > 0) {
    for (let row = 0; row < data.length; row++) {
      if (isValid(data, row) || !position.counts(row)) continue;
      throw valueError(field, position.rowOf(row), null, "the column is not nullable");
    }
  }
  const inside = childFields(field, data.type);
  if (inside.length === 0) return;
  const { children, offsets } = elementsOf(data, data.type) as Elements;
  const below = positionInside(data, position, offsets);
  inside.forEach((child, index) => {
    checkNulls(children[index] as arrow.Data, child.field, below);
  });
}
