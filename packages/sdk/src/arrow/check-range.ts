import type { Field } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { maximumDay, minimumDay } from "../pack/calendar.js";
import { isValid } from "../pack/gather.js";
import { valueError } from "../pack/value-error.js";
import type { Position } from "./position.js";

/** `VALUE_UNSUPPORTED` for days and instants outside the years 0001 to 9999 and times outside the day: Arrow can hold them. */
export function checkRange(data: arrow.Data, field: Field, position: Position): arrow.Data {
  const type = data.type as arrow.DataType;
  const counts: Counts = (row) => isValid(data, row) && position.counts(row);
  const bad = arrow.DataType.isDate(type)
    ? outsideDays(data, counts)
    : arrow.DataType.isTime(type)
      ? outside(data, 0n, 86_400_000_000n, counts)
      : arrow.DataType.isTimestamp(type) && type.unit !== arrow.TimeUnit.NANOSECOND
        ? outsideYears(data, type, counts)
        : -1;
  if (bad < 0) return data;
  const reason = field.type.id === "time" ? "it is outside the day" : "it is outside the years 0001 to 9999";
  throw valueError(field, position.rowOf(bad), data.values[bad], reason);
}

type Counts = (row: number) => boolean;

function outsideDays(data: arrow.Data, counts: Counts): number {
  const values = data.values as Int32Array;
  for (let row = 0; row < data.length; row++) {
    const day = values[row] as number;
    if ((day < minimumDay || day > maximumDay) && counts(row)) return row;
  }
  return -1;
}

function outsideYears(data: arrow.Data, type: arrow.Timestamp, counts: Counts): number {
  const perDay = type.unit === arrow.TimeUnit.MICROSECOND ? 86_400_000_000n : 86_400_000n;
  return outside(data, BigInt(minimumDay) * perDay, BigInt(maximumDay + 1) * perDay, counts);
}

/** The first row below `from` or not below `to`. Most rows are told by their high word, without a bigint. */
function outside(data: arrow.Data, from: bigint, to: bigint, counts: Counts): number {
  const values = data.values as BigInt64Array;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  const lowest = Number(from >> 32n);
  const highest = Number(to >> 32n);
  for (let row = 0; row < data.length; row++) {
    const high = words[row * 2 + 1] as number;
    if (high > lowest && high < highest) continue;
    const value = values[row] as bigint;
    if ((value < from || value >= to) && counts(row)) return row;
  }
  return -1;
}
