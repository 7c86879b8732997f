import type { Field } from "@sluice/type-mapping";
import type { ColumnBuffer } from "../column-buffer.js";
import { compileTranspose } from "../compile-transpose.js";
import { isPlain } from "../is-plain.js";
import { unknownColumn } from "../unknown-column.js";
import { valueError } from "../value-error.js";
import { refusal, type Writer } from "./writer.js";
import type { WriterOptions } from "./writer-of.js";

type WriterInside = (child: ColumnBuffer) => Writer;

/** Takes arrays. */
export function listWriter(buffer: ColumnBuffer, inside: WriterInside): Writer {
  const [elements] = buffer.children as readonly [ColumnBuffer];
  const write = inside(elements);
  return holdingWriter(buffer, isArray, "it is no array", (list, row) => {
    write(list, list.length, buffer.ensureElements(list.length), row);
    return list.length;
  });
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Takes Maps. Two keys that become one are refused: `1` and `1n`, `"1.5"` and `"1.50"`. */
export function mapWriter(buffer: ColumnBuffer, inside: WriterInside): Writer {
  const [keys, values] = buffer.children as readonly [ColumnBuffer, ColumnBuffer];
  const writeKeys = inside(keys);
  const writeValues = inside(values);
  const alike = mayBeAlike(keys);
  return holdingWriter(buffer, isMap, "it is no Map", (map, row) => {
    const first = buffer.ensureElements(map.size);
    writeKeys([...map.keys()], map.size, first, row);
    writeValues([...map.values()], map.size, first, row);
    if (alike && map.size > 1) checkDifferent(buffer, keys, first, first + map.size, row());
    return map.size;
  });
}

function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return value instanceof Map;
}

/** A writer of values that hold any number of others, which `put` puts into the children. It gives their number. */
function holdingWriter<Holding>(
  buffer: ColumnBuffer,
  holds: (value: unknown) => value is Holding,
  reason: string,
  put: (value: Holding, row: () => number) => number,
): Writer {
  const refuse = refusal(buffer);
  return (values, count, at, rowOf) => {
    let index = 0;
    const row = (): number => rowOf(index);
    for (; index < count; index++) {
      const value = values[index];
      if (holds(value)) {
        buffer.used += put(value, row);
        buffer.offsets[at + index + 1] = buffer.used;
      } else refuse(value, index, at, rowOf, reason);
    }
  };
}

/** Takes objects with the fields as properties. */
export function structWriter(
  buffer: ColumnBuffer,
  fields: readonly Field[],
  inside: WriterInside,
  { asset, ignoreExtra }: WriterOptions,
): Writer {
  const names = new Set(fields.map((field) => field.name));
  const paths = (): Set<string> => new Set([...names].map((name) => `${buffer.field.name}.${name}`));
  const refuse = refusal(buffer);
  const writers = buffer.children.map(inside);
  const columns: unknown[][] = fields.map(() => []);
  const notAStruct = (value: unknown, row: number): Error =>
    valueError(buffer.field, row, value, "it is no object of the struct's fields");
  const transpose = compileTranspose(fields, ignoreExtra, {
    columns,
    checkObject: (value, row) => {
      if (typeof value !== "object") throw notAStruct(value, row);
    },
    checkPlain: (value, row) => {
      if (!isPlain(value)) throw notAStruct(value, row);
    },
    checkExtra: (value, row) => {
      for (const name in value) {
        if (!names.has(name)) throw unknownColumn(asset, `${buffer.field.name}.${name}`, row, paths());
      }
    },
  });
  return (values, count, at, rowOf) => {
    for (let start = 0; start < count; start++) {
      const end = endOfValues(values, start, count);
      if (end === start) {
        refuse(values[start], start, at, rowOf, "it is no object");
        continue;
      }
      const first = start;
      const row = (index: number): number => rowOf(first + index);
      transpose(values, start, end, row);
      writers.forEach((write, child) => {
        write(columns[child] as unknown[], end - first, at + first, row);
      });
      start = end - 1;
    }
  };
}

/** Where the values end that are not null, from `start` on. */
function endOfValues(values: readonly unknown[], start: number, count: number): number {
  let end = start;
  while (end < count && values[end] !== null && values[end] !== undefined) end++;
  return end;
}

/** Whether two keys that a Map tells apart may be one value. */
function mayBeAlike({ field }: ColumnBuffer): boolean {
  return !["boolean", "int8", "int16", "int32", "string"].includes(field.type.id);
}

function checkDifferent(
  buffer: ColumnBuffer,
  keys: ColumnBuffer,
  start: number,
  end: number,
  row: number,
): void {
  const seen = new Set<unknown>();
  for (let at = start; at < end; at++) {
    const key = storedKey(keys, at);
    if (seen.has(key)) throw valueError(buffer.field, row, key, "two of its keys are the same value");
    seen.add(key);
  }
}

function storedKey({ field, offsets, data, words, values }: ColumnBuffer, at: number): unknown {
  if (offsets.length > 0) return data.toString("latin1", offsets[at], offsets[at + 1]);
  return field.type.id === "decimal" ? words.subarray(at * 4, at * 4 + 4).join() : values[at];
}
