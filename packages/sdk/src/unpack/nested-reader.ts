import type { Field } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { insideOf } from "../pack/gather.js";
import { childFields } from "../pack/nested.js";
import { compileMaker } from "./compile-maker.js";
import type { Reader, ReaderOf } from "./reader.js";

/** Reads lists as arrays, maps as Maps and structs as objects. Rows of values inside are not numbered in messages. */
export function nestedReader(field: Field, data: arrow.Data, readerOf: ReaderOf): Reader {
  const inside = field.type.id === "struct" ? data.children : insideOf(data);
  const readers = childFields(field, data.type).map((child, index) =>
    readerOf(child.field, inside[index] as arrow.Data),
  );
  const offsets = data.valueOffsets as Int32Array;
  switch (field.type.id) {
    case "list":
      return listReader(readers[0] as Reader, offsets);
    case "map":
      return mapReader(readers[0] as Reader, readers[1] as Reader, offsets);
    default:
      return compileMaker(namesOf(field))(readers);
  }
}

function listReader(element: Reader, offsets: Int32Array): Reader {
  return (row) => {
    const start = offsets[row] as number;
    const list = new Array<unknown>((offsets[row + 1] as number) - start);
    for (let index = 0; index < list.length; index++) list[index] = element(start + index);
    return list;
  };
}

function mapReader(key: Reader, value: Reader, offsets: Int32Array): Reader {
  return (row) => {
    const map = new Map<unknown, unknown>();
    const end = offsets[row + 1] as number;
    for (let entry = offsets[row] as number; entry < end; entry++) map.set(key(entry), value(entry));
    return map;
  };
}

function namesOf({ type }: Field): string[] {
  return type.id === "struct" ? type.fields.map((field) => field.name) : [];
}
