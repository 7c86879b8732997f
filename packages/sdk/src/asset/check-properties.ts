import { nearest } from "../nearest.js";
import { isRecord } from "../partition/partition-value.js";
import { invalid } from "./invalid.js";

/** `ASSET_INVALID` for a definition that is no object, or has a property that means nothing. */
export function checkProperties(kind: string, definition: unknown, known: readonly string[]): void {
  if (!isRecord(definition)) {
    throw invalid("", `${kind} was defined by nothing.`, "Give an object with at least a key and a type.");
  }
  for (const [name, value] of Object.entries(definition)) {
    if (value === undefined || known.includes(name)) continue;
    const key = String(definition.key);
    const [close] = nearest(name, known, 1);
    const meant = close === undefined ? "" : `Perhaps ${close}. `;
    throw invalid(key, `${key} has no property "${name}".`, `${meant}There are ${known.join(", ")}.`);
  }
}
