import type { Field } from "@sluice/type-mapping";
import type { ColumnBuffer } from "../column-buffer.js";
import { compileAppender } from "../compile-appender.js";
import { isPlain } from "../is-plain.js";
import { unknownColumn } from "../unknown-column.js";
import { valueError } from "../value-error.js";
import { nullWriter, type Writer } from "./writer.js";
import type { WriterOptions } from "./writer-of.js";

type WriterInside = (child: ColumnBuffer) => Writer;

/** Takes arrays. */
export function listWriter(buffer: ColumnBuffer, inside: WriterInside): Writer {
  const [elements] = buffer.children as readonly [ColumnBuffer];
  const write = writeOrNull(elements, inside);
  return (value, at, row) => {
    if (!Array.isArray(value)) throw valueError(buffer.field, row, value, "it is no array");
    let next = buffer.ensureElements(value.length);
    for (const element of value) write(element, next++, row);
    buffer.used = next;
    buffer.offsets[at + 1] = next;
  };
}

/** Takes Maps. Two keys that become one are refused: `1` and `1n`, `"1.5"` and `"1.50"`. */
export function mapWriter(buffer: ColumnBuffer, inside: WriterInside): Writer {
  const [keys, values] = buffer.children as readonly [ColumnBuffer, ColumnBuffer];
  const writeKey = writeOrNull(keys, inside);
  const writeValue = writeOrNull(values, inside);
  const alike = mayBeAlike(keys);
  return (value, at, row) => {
    if (!(value instanceof Map)) throw valueError(buffer.field, row, value, "it is no Map");
    const first = buffer.ensureElements(value.size);
    let next = first;
    for (const [key, item] of value) {
      writeKey(key, next, row);
      writeValue(item, next, row);
      next++;
    }
    if (alike && next - first > 1) checkDifferent(buffer, keys, first, next, row);
    buffer.used = next;
    buffer.offsets[at + 1] = next;
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
  const refuse = (value: unknown, row: number): Error =>
    valueError(buffer.field, row, value, "it is no object of the struct's fields");
  const append = compileAppender(fields, ignoreExtra, {
    writers: buffer.children.map(inside),
    nulls: buffer.children.map(nullWriter),
    checkObject: (value, row) => {
      if (typeof value !== "object") throw refuse(value, row);
    },
    checkPlain: (value, row) => {
      if (!isPlain(value)) throw refuse(value, row);
    },
    checkExtra: (value, row) => {
      for (const name in value) {
        if (!names.has(name)) throw unknownColumn(asset, `${buffer.field.name}.${name}`, row, paths());
      }
    },
  });
  const paths = (): Set<string> => new Set([...names].map((name) => `${buffer.field.name}.${name}`));
  const one: unknown[] = [undefined];
  return (value, at, row) => {
    one[0] = value;
    append(one, 0, 1, at, row);
  };
}

function writeOrNull(child: ColumnBuffer, inside: WriterInside): Writer {
  const write = inside(child);
  const writeNull = nullWriter(child);
  return (value, at, row) => {
    if (value === null || value === undefined) writeNull(value, at, row);
    else write(value, at, row);
  };
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
