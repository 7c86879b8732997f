import * as arrow from "apache-arrow";
import type { ColumnBuffer } from "./column-buffer.js";

/** Appends the values of `data` at `indices[0]` to `indices[count - 1]` at positions `at` and on. */
export type Gather = (data: arrow.Data, indices: Int32Array, count: number, at: number) => void;

/** The gather into one column. The data given to it has the column's own Arrow type. */
export function gatherInto(buffer: ColumnBuffer): Gather {
  const values = gatherValues(buffer);
  return (data, indices, count, at) => {
    values(data, indices, count, at);
    if (data.nullCount === 0) return;
    for (let index = 0; index < count; index++) {
      if (!isValid(data, indices[index] as number)) buffer.markNull(at + index);
    }
  };
}

function gatherValues(buffer: ColumnBuffer): Gather {
  switch (buffer.field.type.id) {
    case "boolean":
      return gatherBits(buffer);
    case "decimal":
      return gatherDecimals(buffer);
    case "string":
    case "binary":
    case "uuid":
    case "json":
      return gatherBytes(buffer);
    case "list":
    case "map":
      return gatherElements(buffer);
    case "struct":
      return gatherFields(buffer);
    default:
      return gatherFixed(buffer);
  }
}

/** Whether row `index` of `data` is not null. */
export function isValid(data: arrow.Data, index: number): boolean {
  if (data.nullCount === 0 || data.nullBitmap === undefined || data.nullBitmap.length === 0) return true;
  const bit = data.offset + index;
  return ((data.nullBitmap[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
}

/** A list's elements, or a map's keys and values. */
export function insideOf(data: arrow.Data): readonly arrow.Data[] {
  const [child] = data.children as [arrow.Data];
  return arrow.DataType.isMap(data.type) ? child.children : [child];
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

function gatherElements(buffer: ColumnBuffer): Gather {
  const gathers = buffer.children.map(gatherInto);
  return (data, indices, count, at) => {
    const offsets = data.valueOffsets as Int32Array;
    let elements = 0;
    for (let index = 0; index < count; index++) {
      const row = indices[index] as number;
      elements += (offsets[row + 1] as number) - (offsets[row] as number);
    }
    const first = buffer.ensureElements(elements);
    const taken = new Int32Array(elements);
    let next = 0;
    for (let index = 0; index < count; index++) {
      const row = indices[index] as number;
      const end = offsets[row + 1] as number;
      for (let element = offsets[row] as number; element < end; element++) taken[next++] = element;
      buffer.offsets[at + index + 1] = first + next;
    }
    const inside = insideOf(data);
    gathers.forEach((gather, child) => {
      gather(inside[child] as arrow.Data, taken, elements, first);
    });
    buffer.used = first + elements;
  };
}

function gatherFields(buffer: ColumnBuffer): Gather {
  const gathers = buffer.children.map(gatherInto);
  return (data, indices, count, at) => {
    gathers.forEach((gather, child) => {
      gather(data.children[child] as arrow.Data, indices, count, at);
    });
  };
}
