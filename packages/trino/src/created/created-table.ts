import type { TrinoType } from "../client/index.js";

/** What made a table, as `SHOW CREATE TABLE` tells it. */
export interface CreatedTable {
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
