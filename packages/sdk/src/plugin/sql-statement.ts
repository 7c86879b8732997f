import type { LogicalType } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import type { AssetDescription } from "./asset-description.js";

/** A value that becomes a literal of the engine. */
export type SqlValue = string | number | bigint | boolean | Date | null;

export type SqlPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: SqlValue }
  /** A value as loading gives it, which becomes a literal of exactly that type. */
  | { readonly kind: "typed"; readonly type: LogicalType; readonly value: unknown }
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
  /** An expression of exactly that type. Absent: conditions on sources and partitions of inputs cannot be asked for. */
  typed?(type: LogicalType, value: unknown): string;
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
      case "typed":
        if (dialect.typed === undefined) throw untyped(dialect);
        return dialect.typed(part.type, part.value);
      case "identifier":
        return part.names.map((name) => dialect.identifier(name)).join(".");
      case "asset":
        return relation(part.asset);
    }
  };
  return statement.parts.map(textOf).join("");
}

function untyped({ name }: Dialect): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `${name} writes no literals of a given type.`,
    details: { capability: "typed literals", plugin: name },
    hint: "Its dialect needs typed(type, value).",
  });
}
