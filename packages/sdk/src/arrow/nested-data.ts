import * as arrow from "apache-arrow";

/** What is inside nested data. */
export interface Elements {
  /** A list's elements, a map's keys and values, a struct's fields. */
  readonly children: readonly arrow.Data[];
  /** Where each list or map starts and ends among them; none for a struct, whose fields go row by row. */
  readonly offsets?: Int32Array;
}

/** What is inside `data`, or nothing if it is not of the kind that `type` is. Lists of a fixed size are lists. */
export function elementsOf(data: arrow.Data, type: arrow.DataType): Elements | undefined {
  const source = data.type as arrow.DataType;
  if (arrow.DataType.isStruct(type)) {
    return arrow.DataType.isStruct(source) ? { children: data.children } : undefined;
  }
  if (arrow.DataType.isMap(type)) {
    const children = data.children[0]?.children ?? [];
    return arrow.DataType.isMap(source) ? { children, offsets: offsetsOf(data) } : undefined;
  }
  if (arrow.DataType.isLargeList(source)) {
    return { children: data.children, offsets: Int32Array.from(data.valueOffsets, Number) };
  }
  if (arrow.DataType.isList(source)) return { children: data.children, offsets: offsetsOf(data) };
  if (!arrow.DataType.isFixedSizeList(source)) return undefined;
  const offsets = Int32Array.from({ length: data.length + 1 }, (_, row) => row * source.listSize);
  return { children: data.children, offsets };
}

/** The rows of `data` with other children, as the nested `type`. */
export function nestedData(
  data: arrow.Data,
  type: arrow.DataType,
  children: readonly arrow.Data[],
  offsets?: Int32Array,
): arrow.Data {
  const buffers = {
    ...(data.nullCount === 0 ? {} : { [arrow.BufferType.VALIDITY]: data.nullBitmap }),
    ...(offsets === undefined ? {} : { [arrow.BufferType.OFFSET]: offsets }),
  };
  const below = arrow.DataType.isMap(type) ? [entries(type, children)] : [...children];
  return new arrow.Data(type, data.offset, data.length, data.nullCount, buffers as never, below);
}

function entries(type: arrow.Map_, children: readonly arrow.Data[]): arrow.Data {
  const struct = type.children[0].type as arrow.Struct;
  const length = children[0]?.length ?? 0;
  return arrow.makeData({ type: struct, length, nullCount: 0, children: [...children] });
}

function offsetsOf(data: arrow.Data): Int32Array {
  return data.valueOffsets as Int32Array;
}
