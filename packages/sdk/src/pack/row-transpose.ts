import type { Schema } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { compileTranspose, type Transpose } from "./compile-transpose.js";
import { isPlain } from "./is-plain.js";
import { unknownColumn } from "./unknown-column.js";
import type { WriterOptions } from "./writers/writer-of.js";

/** What puts row objects of `schema` into `columns`, an array for each field. */
export function rowTranspose(
  schema: Schema,
  columns: readonly unknown[][],
  { asset, ignoreExtra }: WriterOptions,
): Transpose {
  const names = new Set(schema.fields.map((field) => field.name));
  return compileTranspose(schema.fields, ignoreExtra, {
    columns,
    checkObject: (row, number) => {
      if (typeof row !== "object" || row === null) throw notARow(asset, number, row);
    },
    checkPlain: (row, number) => {
      if (!isPlain(row)) throw notARow(asset, number, row);
    },
    checkExtra: (row, number) => {
      for (const name in row) if (!names.has(name)) throw unknownColumn(asset, name, number, names);
    },
  });
}

function notARow(asset: string, number: number, row: unknown): SluiceError {
  const kind = typeof row === "object" ? row?.constructor?.name : typeof row;
  return new SluiceError("VALUE_INVALID", {
    message: `Row ${number} for ${asset} is ${row === null ? "null" : `a ${kind}`}, not an object of columns.`,
    details: { asset },
    hint: "Store an array, iterable or async iterable of row objects, an Arrow table, record batches, or an object of columns.",
  });
}
