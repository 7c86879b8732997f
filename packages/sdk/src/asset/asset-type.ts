import type { Column, Columns } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { type JsonType, jsonType } from "./json-type.js";
import type { TableType } from "./table.js";
import type { ValueType } from "./value-type.js";

/** `json()`, which is a column of a table and, alone, the type of an asset. */
export interface JsonColumn extends Column<string> {
  readonly type: { readonly id: "json" };
}

/** What an asset can be: `table(…)`, `json()`, `bytes()`, `object()`, or what a plugin brings. */
export type AssetType = TableType<any> | ValueType | JsonColumn;

/** What tells one asset's type from another's: the columns of a table, else the type itself. */
export type ContentOf<T> = T extends TableType<infer C> ? C : T extends ValueType ? T : JsonType;

/** The type that an asset with that content has. */
export type TypeOf<C> = C extends Columns ? TableType<C> : C;

/** The type of a definition, a lone `json()` taken for what it means. `ASSET_INVALID` if it is none. */
export function assetType(asset: string, type: AssetType): TableType<any> | ValueType {
  if (typeof type === "object" && type !== null) {
    if ("family" in type && typeof type.family === "string" && type.family !== "") return type;
    if ("nullable" in type && type.type?.id === "json") return plainJson(asset, type);
  }
  throw new SluiceError("ASSET_INVALID", {
    message: `${asset} has no type.`,
    details: { asset },
    hint: "Give { type: table({ … }) }, json(), bytes() or object(). A column stands in a table: table({ name: string() }).",
  });
}

function plainJson(asset: string, column: JsonColumn): JsonType {
  if (!column.nullable && column.comment === undefined) return jsonType;
  throw new SluiceError("ASSET_INVALID", {
    message: `${asset} is json() with options, which are for columns.`,
    details: { asset },
    hint: "A comment belongs to the asset. Null is no value of an asset; { value: null } is one.",
  });
}
