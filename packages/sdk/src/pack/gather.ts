import type * as arrow from "apache-arrow";
import { type ColumnBuffer, isVariable } from "./column-buffer.js";

/** Appends the values of `data` at `indices[0]` to `indices[count - 1]` at positions `at` and on. */
export type Gather = (data: arrow.Data, indices: Int32Array, count: number, at: number) => void;

/** The gather into one column. The data given to it has the column's own Arrow type. */
export function gatherInto(buffer: ColumnBuffer): Gather {
  const { type } = buffer.field;
  const values: Gather =
    type.id === "boolean"
      ? gatherBits(buffer)
      : type.id === "decimal"
        ? gatherDecimals(buffer)
        : isVariable(type)
          ? gatherBytes(buffer)
          : gatherFixed(buffer);
  return (data, indices, count, at) => {
    values(data, indices, count, at);
    if (data.nullCount === 0) return;
    for (let index = 0; index < count; index++) {
      if (!isValid(data, indices[index] as number)) setNullKept(buffer, at + index);
    }
  };
}

/** Whether row `index` of `data` is not null. */
export function isValid(data: arrow.Data, index: number): boolean {
  if (data.nullCount === 0 || data.nullBitmap === undefined || data.nullBitmap.length === 0) return true;
  const bit = data.offset + index;
  return ((data.nullBitmap[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
}

// The offset after a text is already right here: `setNull` would put the end of the data instead.
function setNullKept(buffer: ColumnBuffer, at: number): void {
  const end = buffer.offsets[at + 1];
  buffer.setNull(at);
  if (end !== undefined) buffer.offsets[at + 1] = end;
}

function gatherFixed(buffer: ColumnBuffer): Gather {
  return (data, indices, count, at) => {
    const source = data.values as Float64Array;
    const target = buffer.values as Float64Array;
    for (let index = 0; index < count; index++) {
      target[at + index] = source[indices[index] as number] as number;
    }
  };
}

function gatherDecimals(buffer: ColumnBuffer): Gather {
  return (data, indices, count, at) => {
    const source = data.values as Uint32Array;
    const target = buffer.words;
    for (let index = 0; index < count; index++) {
      const from = (indices[index] as number) * 4;
      const to = (at + index) * 4;
      for (let word = 0; word < 4; word++) target[to + word] = source[from + word] as number;
    }
  };
}

function gatherBits(buffer: ColumnBuffer): Gather {
  return (data, indices, count, at) => {
    const source = data.values as Uint8Array;
    const target = buffer.values as Uint8Array;
    for (let index = 0; index < count; index++) {
      const from = data.offset + (indices[index] as number);
      const to = at + index;
      if ((source[from >> 3] as number) & (1 << (from & 7))) {
        target[to >> 3] = (target[to >> 3] as number) | (1 << (to & 7));
      }
    }
  };
}

function gatherBytes(buffer: ColumnBuffer): Gather {
  return (data, indices, count, at) => {
    const source = data.values as Uint8Array;
    const offsets = data.valueOffsets as Int32Array;
    let byteLength = 0;
    for (let index = 0; index < count; index++) {
      const row = indices[index] as number;
      byteLength += (offsets[row + 1] as number) - (offsets[row] as number);
    }
    buffer.ensureBytes(byteLength);
    const target = buffer.data;
    let used = buffer.used;
    for (let index = 0; index < count; index++) {
      const row = indices[index] as number;
      const end = offsets[row + 1] as number;
      for (let byte = offsets[row] as number; byte < end; byte++) target[used++] = source[byte] as number;
      buffer.offsets[at + index + 1] = used;
    }
    buffer.used = used;
  };
}
