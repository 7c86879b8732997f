import type { Columns } from "@sluice/type-mapping";
import type { Asset } from "./asset/asset.js";
import { SluiceError } from "./error.js";
import type { AssetDescription } from "./plugin/asset-description.js";
import type { SqlPart, SqlStatement, SqlValue } from "./plugin/sql-statement.js";

/** What may stand in `${…}`: an asset that is a table becomes it, a value a literal, a statement its text. */
export type SqlArgument = Asset<Columns> | SqlValue | SqlStatement;

/**
 * SQL for whichever engine runs it: ``sql`SELECT count(*) FROM ${orders} WHERE day = ${day}` ``. Names and values are
 * quoted by the engine's own rules; nothing is pasted.
 */
export function sql(texts: TemplateStringsArray, ...values: readonly SqlArgument[]): SqlStatement {
  const parts: SqlPart[] = [];
  texts.forEach((text, index) => {
    if (text !== "") parts.push({ kind: "text", text });
    if (index < values.length) parts.push(...partsOf(values[index] as SqlArgument));
  });
  return { parts };
}

/** A name, `sql.identifier("sales", "orders")`, quoted by the engine's rules. */
sql.identifier = (...names: readonly string[]): SqlStatement => ({ parts: [{ kind: "identifier", names }] });

/** The assets a statement names, each once. */
export function assetsOf(statement: SqlStatement): AssetDescription[] {
  const assets = statement.parts.flatMap((part) => (part.kind === "asset" ? [part.asset] : []));
  return [...new Map(assets.map((asset) => [asset.key, asset])).values()];
}

function partsOf(value: SqlArgument): readonly SqlPart[] {
  if (value === null || value instanceof Date) return [{ kind: "value", value }];
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return [{ kind: "value", value }];
    case "object":
      if ("parts" in value) return value.parts;
      if ("description" in value) return [{ kind: "asset", asset: value.description }];
  }
  throw new SluiceError("VALUE_INVALID", {
    message: `A ${typeof value} cannot stand in an SQL statement.`,
    details: {},
    hint: "Use assets, texts, numbers, bigints, booleans, Dates, null, or another sql`…`.",
  });
}
