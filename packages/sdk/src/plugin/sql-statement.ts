import type { AssetDescription } from "./asset-description.js";

/** A value that becomes a literal of the engine. */
export type SqlValue = string | number | bigint | boolean | Date | null;

export type SqlPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: SqlValue }
  | { readonly kind: "identifier"; readonly names: readonly string[] }
  | { readonly kind: "asset"; readonly asset: AssetDescription };

/** SQL that names no engine: text between assets, values and identifiers. Made by the `sql` tag. */
export interface SqlStatement {
  readonly parts: readonly SqlPart[];
}

/** How one engine writes names and values. */
export interface Dialect {
  readonly name: string;
  identifier(name: string): string;
  literal(value: SqlValue): string;
}

/** The statement as text of one engine. */
export function renderSql(
  statement: SqlStatement,
  dialect: Dialect,
  relation: (asset: AssetDescription) => string,
): string {
  const textOf = (part: SqlPart): string => {
    switch (part.kind) {
      case "text":
        return part.text;
      case "value":
        return dialect.literal(part.value);
      case "identifier":
        return part.names.map((name) => dialect.identifier(name)).join(".");
      case "asset":
        return relation(part.asset);
    }
  };
  return statement.parts.map(textOf).join("");
}
