import { jsonFault } from "@sluice/type-mapping";
import type { ColumnBuffer } from "../column-buffer.js";
import { textLength } from "./text-length.js";
import { oneByOne, refusal, type Writer } from "./writer.js";

/** Texts of this many characters on average are made bytes all at once: below, a loop over the characters is faster. */
const longTexts = 8;
/** Above this many characters, text goes into the column by itself. */
const shortText = 64;
/** Characters that are made bytes at once, at most. */
const mostAtOnce = 65_536;

export function stringWriter(buffer: ColumnBuffer): Writer {
  const refuse = refusal(buffer);
  return (values, count, at, rowOf) => {
    const total = textLength(values, count);
    if (total >= count * longTexts && total <= mostAtOnce && putJoined(buffer, values, count, at, total))
      return;
    buffer.ensureBytes(total);
    let rest = total;
    for (let index = 0; index < count; index++) {
      const value = values[index];
      const reason = typeof value === "string" ? putText(buffer, value, at + index, rest) : "it is no text";
      if (reason !== undefined) refuse(value, index, at, rowOf, reason);
      else rest -= (value as string).length;
    }
  };
}

/** Puts texts that are ASCII, all of them, at once. Otherwise puts nothing and says so. */
function putJoined(
  buffer: ColumnBuffer,
  values: readonly unknown[],
  count: number,
  at: number,
  total: number,
): boolean {
  let joined = "";
  for (let index = 0; index < count; index++) {
    const value = values[index];
    if (typeof value !== "string") return false;
    joined += value;
  }
  buffer.ensureBytes(total * 3);
  // Every other character takes more than one byte.
  if (buffer.data.write(joined, buffer.used, "utf8") !== total) return false;
  const { offsets } = buffer;
  let end = buffer.used;
  for (let index = 0; index < count; index++) {
    end += (values[index] as string).length;
    offsets[at + index + 1] = end;
  }
  buffer.used = end;
  return true;
}

/** Puts a text where there is room for `rest` bytes, of this text and those after it. */
function putText(buffer: ColumnBuffer, text: string, at: number, rest: number): string | undefined {
  const { length } = text;
  if (length <= shortText) {
    const { data } = buffer;
    let position = buffer.used;
    let index = 0;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) break;
      data[position++] = code;
    }
    if (index === length) {
      buffer.used = position;
      buffer.offsets[at + 1] = position;
      return undefined;
    }
  }
  if (!text.isWellFormed()) return "it holds half a character (a lone surrogate)";
  buffer.ensureBytes(length * 2 + rest);
  buffer.used += buffer.data.write(text, buffer.used, "utf8");
  buffer.offsets[at + 1] = buffer.used;
  return undefined;
}

/** Puts a text by itself. */
function putOnly(buffer: ColumnBuffer, text: string, at: number): string | undefined {
  buffer.ensureBytes(text.length);
  return putText(buffer, text, at, text.length);
}

export function binaryWriter(buffer: ColumnBuffer): Writer {
  return oneByOne(buffer, (value, at) => {
    if (!(value instanceof Uint8Array)) return "it is no Uint8Array";
    buffer.ensureBytes(value.length);
    buffer.data.set(value, buffer.used);
    buffer.used += value.length;
    buffer.offsets[at + 1] = buffer.used;
    return undefined;
  });
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function uuidWriter(buffer: ColumnBuffer): Writer {
  return oneByOne(buffer, (value, at) =>
    typeof value === "string" && uuidPattern.test(value)
      ? putOnly(buffer, value.toLowerCase(), at)
      : "it is no UUID",
  );
}

export function jsonWriter(buffer: ColumnBuffer): Writer {
  return oneByOne(buffer, (value, at) => {
    if (typeof value !== "string") return "it is no text";
    return jsonFault(value) ?? putOnly(buffer, value, at);
  });
}
