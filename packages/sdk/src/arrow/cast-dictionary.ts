import type { Field } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { ColumnBuffer } from "../pack/column-buffer.js";
import { gatherInto, isValid } from "../pack/gather.js";
import type { Position } from "./position.js";

/** Casts a part of the values of a dictionary, of which only those that count are used, by the rows `rowOf` tells. */
type CastValues = (values: arrow.Data, position: Position) => arrow.Data;

/** The values that the rows of `data` stand for, in the Arrow type `type`. Each value is cast once. */
export function castDictionary(
  data: arrow.Data,
  field: Field,
  type: arrow.DataType,
  position: Position,
  cast: CastValues,
): arrow.Data {
  const keys = data.values as ArrayLike<number | bigint>;
  const isUsed = (row: number): boolean => position.counts(row) && isValid(data, row);
  const parts = castParts(data, keys, isUsed, position, cast);
  const buffer = new ColumnBuffer(field, type, Math.max(data.length, 1));
  const gather = gatherInto(buffer);
  const taken = new Int32Array(data.length);
  for (let row = 0; row < data.length; ) {
    if (!isUsed(row)) {
      if (isValid(data, row)) buffer.skip(row);
      else buffer.setNull(row);
      row++;
      continue;
    }
    const part = partOf(Number(keys[row]), parts);
    let count = 0;
    for (let next = row; next < data.length && isUsed(next); next++) {
      const index = Number(keys[next]) - part.first;
      if (index < 0 || index >= part.values.length) break;
      taken[count++] = index;
    }
    gather(part.values, taken, count, row);
    row += count;
  }
  return buffer.finish(data.length);
}

/** Some of the values, with the number of the first. */
interface Part {
  readonly first: number;
  readonly values: arrow.Data;
}

function castParts(
  data: arrow.Data,
  keys: ArrayLike<number | bigint>,
  isUsed: (row: number) => boolean,
  position: Position,
  cast: CastValues,
): Part[] {
  const dictionary = data.dictionary as arrow.Vector;
  // The row that has a value first; −1: none has it.
  const firstRow = new Int32Array(dictionary.length).fill(-1);
  for (let row = data.length - 1; row >= 0; row--) if (isUsed(row)) firstRow[Number(keys[row])] = row;
  let first = 0;
  return dictionary.data.map((values) => {
    const at = first;
    first += values.length;
    const rowOf = (index: number): number => firstRow[at + index] as number;
    const counts = (index: number): boolean => rowOf(index) >= 0;
    return {
      first: at,
      values: cast(values, { counts, rowOf: (index) => position.rowOf(rowOf(index)) }),
    };
  });
}

function partOf(index: number, parts: readonly Part[]): Part {
  return parts.find(({ first, values }) => index < first + values.length) as Part;
}
