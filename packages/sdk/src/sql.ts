import type { Columns } from "@sluice/type-mapping";
import type { Asset } from "./asset/asset.js";
import { SluiceError } from "./error.js";
import type { AssetDescription } from "./plugin/asset-description.js";
import type { SqlPart, SqlStatement, SqlValue } from "./plugin/sql-statement.js";
import type { Source } from "./source/define-source.js";

/** What may stand in `${…}`: an asset or source that is a table becomes it, a value a literal, a statement its text. */
export type SqlArgument = Asset<Columns> | Source | SqlValue | SqlStatement;

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
  return statementOf(parts);
}

const brand = Symbol.for("sluice.sql");

/** A statement that is told from an object of columns, one of which may be named `parts`. */
export function statementOf(parts: readonly SqlPart[]): SqlStatement {
  return Object.defineProperty({ parts }, brand, { value: true });
}

/** Whether it was made by the `sql` tag, also by that of another copy of the package. */
export function isStatement(value: unknown): value is SqlStatement {
  return typeof value === "object" && value !== null && brand in value;
}

/** A name, `sql.identifier("sales", "orders")`, quoted by the engine's rules. */
sql.identifier = (...names: readonly string[]): SqlStatement => statementOf([{ kind: "identifier", names }]);

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
