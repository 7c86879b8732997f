import type { ColumnBuffer } from "../column-buffer.js";
import { valueError } from "../value-error.js";
import type { Writer } from "./writer.js";

// Below this length a loop over the characters beats a call into the runtime.
const shortText = 64;

export function stringWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "string") throw valueError(buffer.field, row, value, "it is no text");
    appendText(buffer, value, at, row);
  };
}

function appendText(buffer: ColumnBuffer, text: string, at: number, row: number): void {
  const { length } = text;
  buffer.ensureBytes(length * 3);
  const { data } = buffer;
  let position = buffer.used;
  if (length <= shortText) {
    let index = 0;
    for (; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127) break;
      data[position++] = code;
    }
    if (index === length) {
      buffer.used = position;
      buffer.offsets[at + 1] = position;
      return;
    }
  }
  if (!text.isWellFormed()) {
    throw valueError(buffer.field, row, text, "it holds half a character (a lone surrogate)");
  }
  buffer.used += data.write(text, buffer.used, "utf8");
  buffer.offsets[at + 1] = buffer.used;
}

export function binaryWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (!(value instanceof Uint8Array)) throw valueError(buffer.field, row, value, "it is no Uint8Array");
    buffer.ensureBytes(value.length);
    buffer.data.set(value, buffer.used);
    buffer.used += value.length;
    buffer.offsets[at + 1] = buffer.used;
  };
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function uuidWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "string" || !uuidPattern.test(value)) {
      throw valueError(buffer.field, row, value, "it is no UUID");
    }
    appendText(buffer, value.toLowerCase(), at, row);
  };
}

export function jsonWriter(buffer: ColumnBuffer): Writer {
  return (value, at, row) => {
    if (typeof value !== "string") throw valueError(buffer.field, row, value, "it is no text");
    let document: unknown;
    try {
      document = JSON.parse(value);
    } catch {
      throw valueError(buffer.field, row, value, "it is no JSON");
    }
    const suspect = escapedSurrogate.test(value) || value.length > longestName;
    const fault = suspect ? documentFault(document) : undefined;
    if (fault !== undefined) throw valueError(buffer.field, row, value, fault);
    appendText(buffer, value, at, row);
  };
}

const escapedSurrogate = /\\u[dD][89a-fA-F]/;
/** Engines on the JVM read no longer ones: Jackson, StreamReadConstraints.DEFAULT_MAX_NAME_LEN. */
const longestName = 50_000;

/** What would make an engine stop at every query that reads the column, or nothing. */
function documentFault(value: unknown): string | undefined {
  if (typeof value === "string" && !value.isWellFormed())
    return "it holds half a character (a lone surrogate)";
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    if (name.length > longestName) return `it has a name of more than ${longestName} characters`;
    const fault = documentFault(name) ?? documentFault(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
