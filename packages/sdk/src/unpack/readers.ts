import { isAscii } from "node:buffer";
import type { Field, TimestampPrecision } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { dayText, instantText, timeText } from "../pack/calendar.js";
import { decimalText, integerAt, shortDecimalText } from "../pack/decimal.js";
import { isValid } from "../pack/gather.js";
import { valueError } from "../pack/value-error.js";
import { nestedReader } from "./nested-reader.js";
import type { Reader } from "./reader.js";

/** Reads a column that has the Arrow type of `field`. Null is `null`. `firstRow` numbers the rows in messages. */
export function readerOf(field: Field, data: arrow.Data, firstRow = 0): Reader {
  const read = valueReader(field, data, firstRow);
  if (data.nullCount === 0) return read;
  return (row) => (isValid(data, row) ? read(row) : null);
}

function valueReader(field: Field, data: arrow.Data, firstRow: number): Reader {
  const { type } = field;
  switch (type.id) {
    case "boolean":
      return bitReader(data);
    case "int8":
    case "int16":
    case "int32":
    case "float32":
    case "float64": {
      const values = data.values as Float64Array;
      return (row) => values[row];
    }
    case "int64":
      return field.as === "number" ? int64NumberReader(field, data, firstRow) : bigintReader(data);
    case "decimal":
      return decimalReader(data, type.scale);
    case "string":
    case "uuid":
    case "json":
      return textReader(data);
    case "binary":
      return bytesReader(data);
    case "date": {
      const values = data.values as Int32Array;
      return (row) => dayText(values[row] as number);
    }
    case "time": {
      const values = data.values as BigInt64Array;
      return (row) => timeText(Number(values[row]));
    }
    case "timestamp":
      return instantReader(field, data, type.precision, "", firstRow);
    case "zonedTimestamp":
      return instantReader(field, data, type.precision, "Z", firstRow);
    case "list":
    case "map":
    case "struct":
      return nestedReader(field, data, readerOf);
  }
}

function bitReader(data: arrow.Data): Reader {
  const values = data.values as Uint8Array;
  const { offset } = data;
  return (row) => ((values[(offset + row) >> 3] as number) & (1 << ((offset + row) & 7))) !== 0;
}

function bigintReader(data: arrow.Data): Reader {
  const values = data.values as BigInt64Array;
  return (row) => values[row];
}

function int64NumberReader(field: Field, data: arrow.Data, firstRow: number): Reader {
  const values = data.values as BigInt64Array;
  return (row) => {
    const value = Number(values[row]);
    if (!Number.isSafeInteger(value)) {
      throw valueError(
        { ...field, as: undefined as never },
        firstRow + row,
        values[row],
        "it is no exact number, and the column loads as one",
      );
    }
    return value;
  };
}

function decimalReader(data: arrow.Data, scale: number): Reader {
  const words = data.values as Uint32Array;
  return (row) => {
    const at = row * 4;
    const high = (words[at + 1] as number) | 0;
    const sign = high >> 31;
    const fits = ((words[at + 2] as number) | 0) === sign && ((words[at + 3] as number) | 0) === sign;
    // 53 bits and less are exact as a number, and their digits too: 10^15 is below.
    if (fits && high >= -0x200000 && high < 0x200000 && scale <= 15) {
      return shortDecimalText(high * 2 ** 32 + (words[at] as number), scale);
    }
    return decimalText(integerAt(words, at), scale);
  };
}

function textReader(data: arrow.Data): Reader {
  const offsets = data.valueOffsets as Int32Array;
  const bytes = data.values as Uint8Array;
  const first = offsets[0] as number;
  const last = offsets[data.length] as number;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const used = buffer.subarray(first, last);
  // All ASCII: bytes and characters count alike, so the column becomes one string and each value a part of it.
  if (isAscii(used) && used.length < maximumJoined) {
    const text = used.toString("latin1");
    return (row) => text.substring((offsets[row] as number) - first, (offsets[row + 1] as number) - first);
  }
  return (row) => buffer.toString("utf8", offsets[row], offsets[row + 1]);
}

const maximumJoined = 64 * 1024 * 1024;

function bytesReader(data: arrow.Data): Reader {
  const offsets = data.valueOffsets as Int32Array;
  const bytes = data.values as Uint8Array;
  return (row) => bytes.slice(offsets[row], offsets[row + 1]);
}

function instantReader(
  field: Field,
  data: arrow.Data,
  precision: TimestampPrecision,
  suffix: string,
  firstRow: number,
): Reader {
  const values = data.values as BigInt64Array;
  if (precision === 3) {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    return (row) => new Date((words[row * 2 + 1] as number) * 2 ** 32 + ((words[row * 2] as number) >>> 0));
  }
  const text = precision === 6 ? microsReader(values, suffix) : nanosReader(values, suffix);
  if (field.as !== "date") return text;
  const perMilli = 10n ** BigInt(precision - 3);
  return (row) => {
    const value = values[row] as bigint;
    if (value % perMilli === 0n) return new Date(Number(value / perMilli));
    throw valueError(
      field,
      firstRow + row,
      text(row),
      "it is finer than a Date, and the column loads as one",
    );
  };
}

// By the two 32-bit words of a value: bigint arithmetic would allocate for every row.
function microsReader(values: BigInt64Array, suffix: string): (row: number) => string {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  return (row) => {
    const high = words[row * 2 + 1] as number;
    const quotient = Math.floor(high / 1e6);
    const rest = (high - quotient * 1e6) * 2 ** 32 + ((words[row * 2] as number) >>> 0);
    const seconds = Math.floor(rest / 1e6);
    return `${instantText(quotient * 2 ** 32 + seconds, rest - seconds * 1e6, 6)}${suffix}`;
  };
}

function nanosReader(values: BigInt64Array, suffix: string): (row: number) => string {
  const perSecond = 1_000_000_000n;
  return (row) => {
    const nanos = values[row] as bigint;
    const fraction = ((nanos % perSecond) + perSecond) % perSecond;
    return `${instantText(Number((nanos - fraction) / perSecond), Number(fraction), 9)}${suffix}`;
  };
}
