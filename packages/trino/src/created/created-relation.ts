import type { TrinoType } from "../client/index.js";

/** What made a table or a view, as `SHOW CREATE` tells it. */
export type CreatedRelation = CreatedTable | CreatedView;

export interface CreatedTable {
  readonly kind: "table";
  /** Catalog, schema and table, without quotes. */
  readonly name: readonly string[];
  readonly columns: readonly CreatedColumn[];
  readonly comment?: string;
  readonly properties: PropertyValues;
}

export interface CreatedColumn {
  readonly name: string;
  readonly type: TrinoType;
  readonly required: boolean;
  readonly default?: PropertyValue;
  readonly comment?: string;
  readonly properties: PropertyValues;
}

export interface CreatedView {
  readonly kind: "view";
  readonly name: readonly string[];
  readonly comment?: string;
  /** With whose rights it is read. */
  readonly security?: "definer" | "invoker";
  readonly properties: PropertyValues;
  /** As the server writes it. */
  readonly query: string;
}

/** By name, in the order in which the server writes them. */
export type PropertyValues = ReadonlyMap<string, PropertyValue>;

/** An integer is a bigint. A literal of a named type, `DATE '2024-05-01'`, is its text. */
export type PropertyValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly PropertyValue[]
  | ReadonlyMap<PropertyValue, PropertyValue>;
