import { perhaps, strayNames } from "../options.js";
import { isRecord } from "../partition/partition-value.js";
import { invalid } from "./invalid.js";

/** `ASSET_INVALID` for a definition that is no object, or has a property that means nothing. */
export function checkProperties(kind: string, definition: unknown, known: readonly string[]): void {
  if (!isRecord(definition)) {
    throw invalid("", `${kind} was defined by nothing.`, "Give an object with at least a key and a type.");
  }
  const [stray] = strayNames(definition, known);
  if (stray === undefined) return;
  const key = String(definition.key);
  throw invalid(
    key,
    `${key} has no property "${stray.name}".`,
    `${perhaps(stray)}There are ${known.join(", ")}.`,
  );
}
