import { type Field, typeText } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { isValid } from "../pack/gather.js";
import type { AssetDescription } from "../plugin/asset-description.js";

/** `VALUE_UNSUPPORTED` for the first row without a value in a column of the key: null equals nothing. */
export function checkKey(
  batch: arrow.RecordBatch,
  key: readonly string[],
  firstRow: number,
  { key: asset, schema }: AssetDescription,
): void {
  for (const column of key) {
    const index = schema.fields.findIndex(({ name }) => name === column);
    const data = batch.data.children[index] as arrow.Data;
    if (data.nullCount === 0) continue;
    for (let row = 0; row < batch.numRows; row++) {
      if (!isValid(data, row)) throw nullKey(asset, schema.fields[index] as Field, firstRow + row);
    }
  }
}

function nullKey(asset: string, { name, type }: Field, row: number): SluiceError {
  return new SluiceError("VALUE_UNSUPPORTED", {
    message: `Row ${row} of ${asset} has null in "${name}", which is part of its primary key.`,
    details: { asset, row, column: name, value: "null", type: typeText(type) },
    hint: 'Leave the row out of the upsert, or store it with { mode: "append" }.',
  });
}
