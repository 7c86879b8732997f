import { isAscii } from "node:buffer";
import type { Field, TimestampPrecision } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { dayText, instantText, timeText } from "../pack/calendar.js";
import { decimalText } from "../pack/decimal.js";
import { isValid } from "../pack/gather.js";
import { valueError } from "../pack/value-error.js";

/** The JavaScript value of one row. */
export type Reader = (row: number) => unknown;

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
      return memoized((row) => values[row] as number, dayText);
    }
    case "time": {
      const values = data.values as BigInt64Array;
      return (row) => timeText(Number(values[row]));
    }
    case "timestamp":
      return instantReader(field, data, type.precision, "", firstRow);
    case "zonedTimestamp":
      return instantReader(field, data, type.precision, "Z", firstRow);
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
    let unscaled = BigInt((words[at + 3] as number) | 0);
    for (let word = 2; word >= 0; word--) unscaled = (unscaled << 32n) | BigInt(words[at + word] as number);
    return decimalText(unscaled, scale);
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
  if (field.as === "date") {
    const perMilli = 10n ** BigInt(precision - 3);
    return (row) => {
      const value = values[row] as bigint;
      if (value % perMilli === 0n) return new Date(Number(value / perMilli));
      const text = `${instantText(value, precision)}${suffix}`;
      throw valueError(field, firstRow + row, text, "it is finer than a Date, and the column loads as one");
    };
  }
  return (row) => `${instantText(values[row] as bigint, precision)}${suffix}`;
}

/** Columns of few different days run long: the last text is kept. */
function memoized(key: (row: number) => number, text: (key: number) => string): Reader {
  let lastKey = Number.NaN;
  let lastText = "";
  return (row) => {
    const next = key(row);
    if (next !== lastKey) {
      lastKey = next;
      lastText = text(next);
    }
    return lastText;
  };
}
