import type { JsonValue } from "../asset/json-type.js";
import type { ValueHandler } from "../plugin/value-handler.js";
import { checkJson } from "./check-json.js";
import { corrupt } from "./corrupt.js";
import { readWhole } from "./read-whole.js";
import { valueFault } from "./value-path.js";

/** Keeps `json()` as JSON text, UTF-8. */
export function jsonHandler(): ValueHandler<JsonValue> {
  return {
    specVersion: 1,
    name: "json",
    family: "json",
    extension: "json",
    contentType: "application/json",
    async *encode(value, { asset }) {
      yield Buffer.from(jsonText(value, asset));
    },
    async decode(file) {
      const bytes = await readWhole(file);
      try {
        return JSON.parse(
          new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
        ) as JsonValue;
      } catch (cause) {
        throw corrupt(file, "JSON", cause);
      }
    },
  };
}

/** The value as JSON text with a line end. `VALUE_INVALID` for what would come back as another value. */
export function jsonText(value: JsonValue, asset: string): string {
  try {
    checkJson(value, asset);
    return `${JSON.stringify(value)}\n`;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw valueFault(
      asset,
      [],
      `is too deep or too long for JSON: ${cause.message}`,
      "Store it as bytes() or as a table.",
    );
  }
}
