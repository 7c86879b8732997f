import type { ColumnBuffer } from "../column-buffer.js";
import { valueError } from "../value-error.js";

/** Puts one value that is not null at position `at`. `row` is for messages. */
export type Writer = (value: unknown, at: number, row: number) => void;

/** Puts a null, or refuses it where the column is not nullable. */
export function nullWriter(buffer: ColumnBuffer): Writer {
  if (buffer.field.nullable) return (_value, at) => buffer.setNull(at);
  return (value, _at, row) => {
    throw valueError(buffer.field, row, value, "the column is not nullable");
  };
}

/** The high 32-bit word of a number is its floor times this. */
export const wordFactor = 2 ** -32;
