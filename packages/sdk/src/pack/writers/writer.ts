import type { ColumnBuffer } from "../column-buffer.js";
import { valueError } from "../value-error.js";

/**
 * Puts `values[0]` to `values[count - 1]` at position `at` and on: null and undefined as nulls, where the column takes
 * them. `rowOf` numbers the values, for messages.
 */
export type Writer = (values: readonly unknown[], count: number, at: number, rowOf: RowOf) => void;

/** The number of the row that a value belongs to. */
export type RowOf = (index: number) => number;

/** What a writer does with a value at `at + index` that it cannot put: a null where that is one and the column takes it, else the error. */
export type Refusal = (value: unknown, index: number, at: number, rowOf: RowOf, reason: string) => void;

export function refusal(buffer: ColumnBuffer): Refusal {
  const { field } = buffer;
  return (value, index, at, rowOf, reason) => {
    if (value !== null && value !== undefined) throw valueError(field, rowOf(index), value, reason);
    if (!field.nullable) throw valueError(field, rowOf(index), value, "the column is not nullable");
    buffer.setNull(at + index);
  };
}

/** Puts one value that is not null. The reason why the column cannot hold it, if it cannot. */
export type Put = (value: unknown, at: number) => string | undefined;

const noValue = "there is no value";

/** A writer that puts one value after the other. */
export function oneByOne(buffer: ColumnBuffer, put: Put): Writer {
  const refuse = refusal(buffer);
  return (values, count, at, rowOf) => {
    for (let index = 0; index < count; index++) {
      const value = values[index];
      const reason = value === null || value === undefined ? noValue : put(value, at + index);
      if (reason !== undefined) refuse(value, index, at, rowOf, reason);
    }
  };
}

/** The high 32-bit word of a number is its floor times this. */
export const wordFactor = 2 ** -32;
