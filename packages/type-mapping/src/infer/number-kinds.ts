import type { Inferred } from "./infer-type.js";
import type { ValueKind } from "./value-kind.js";

const numberKinds: ReadonlySet<ValueKind> = new Set<ValueKind>([
  "an integer",
  "a number beyond ±2^53",
  "a fractional number",
  "a bigint",
  "a bigint beyond 64 bits",
]);

export function isNumberKind(kind: ValueKind): boolean {
  return numberKinds.has(kind);
}

/** The type that holds numbers and bigints of those kinds, each of which has its first row. Text is why none does. */
export function numberType(kinds: ReadonlyMap<ValueKind, number>): Inferred | string {
  const where = (kind: ValueKind): string => `${kind} in row ${kinds.get(kind)}`;
  const fractional = kinds.has("a fractional number");
  if (kinds.has("a bigint beyond 64 bits")) {
    return `is ${where("a bigint beyond 64 bits")}: give such integers as text, with the type decimal(38,0)`;
  }
  if (kinds.has("a bigint") && fractional) {
    return `is ${where("a bigint")} and ${where("a fractional number")}: give numbers only, or all as text with a decimal type`;
  }
  if (fractional) return { type: { id: "float64" } };
  if (kinds.has("a number beyond ±2^53")) {
    return `is ${where("a number beyond ±2^53")}, where it may stand for another integer already: give it as a bigint, or the type float64`;
  }
  return kinds.has("a bigint") ? { type: { id: "int64" } } : { type: { id: "int64" }, as: "number" };
}
