import type { Schema } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import type { ColumnBuffer } from "./column-buffer.js";
import { compileAppender, type RowAppender } from "./compile-appender.js";
import { isPlain } from "./is-plain.js";
import { unknownColumn } from "./unknown-column.js";
import { nullWriter } from "./writers/writer.js";
import { type WriterOptions, writerOf } from "./writers/writer-of.js";

/** An appender of row objects into `buffers`, made for `schema`. */
export function rowAppender(
  schema: Schema,
  buffers: readonly ColumnBuffer[],
  options: WriterOptions,
): RowAppender {
  const { asset, ignoreExtra } = options;
  const names = new Set(schema.fields.map((field) => field.name));
  return compileAppender(schema.fields, ignoreExtra, {
    writers: buffers.map((buffer) => writerOf(buffer, options)),
    nulls: buffers.map(nullWriter),
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
