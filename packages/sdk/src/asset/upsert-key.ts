import { type LogicalType, typeText } from "@sluice/type-mapping";
import type { AssetDescription } from "../plugin/asset-description.js";
import { invalid } from "./invalid.js";

/** Types of which two values can be one and the same in SQL and not here, or the other way round. */
const notEqual: ReadonlySet<LogicalType["id"]> = new Set([
  "float32",
  "float64",
  "json",
  "list",
  "map",
  "struct",
]);

/**
 * The columns by which an upsert finds the rows that are there. `ASSET_INVALID` where they cannot: a row is looked for in
 * its own partition alone, so the key has to say which that is.
 */
export function upsertKey(
  { key, schema, partitions }: Pick<AssetDescription, "key" | "schema" | "partitions">,
  primaryKey: readonly string[],
): readonly string[] {
  if (primaryKey.length === 0) {
    const hint = 'Give it one: defineAsset({ primaryKey: ["id"] }).';
    throw invalid(key, `${key} has no primary key, and an upsert finds rows by it.`, hint);
  }
  for (const { name, type } of schema.fields) {
    if (!primaryKey.includes(name) || !notEqual.has(type.id)) continue;
    const hint =
      "Keys are numbers without fractions, decimals, texts, dates, times, uuids, bytes and booleans.";
    throw invalid(key, `"${name}" of ${key} is ${typeText(type)}, by which an upsert finds no row.`, hint);
  }
  const free = partitions.find(({ source }) => source === undefined || !primaryKey.includes(source));
  if (free === undefined) return primaryKey;
  const { name, source = name, rule } = free;
  throw invalid(
    key,
    `The primary key of ${key}, ${primaryKey.join(", ")}, does not say in which partition ${name} a row is, so an upsert could leave it in two.`,
    rule === "given"
      ? `Make ${name} a column that is part of the key, or leave the partition out.`
      : `Add "${source}" to the primary key, or leave the partition out.`,
  );
}
