import type { Columns } from "@sluice/type-mapping";
import { type Asset, type AssetDefinition, defineAsset } from "../asset/asset.js";
import { invalid } from "../asset/invalid.js";
import type { PartitionRule } from "../asset/partition-rule.js";
import type { TableType } from "../asset/table.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import { isStatement } from "../sql.js";
import type { Deps } from "./input.js";
import { mapInputs } from "./input.js";

/** What the query of a `sqlAsset` is made from. */
export interface SqlContext<D, P extends string> {
  /**
   * Each input as it stands in a FROM: its table, or the partitions of it that belong to the computed one, in
   * parentheses. Name it with AS to refer to its columns.
   */
  readonly deps: Relations<D>;
  /** The partition to compute, a text for each dimension. */
  readonly partition: { readonly [Name in P]: string };
}

/** Inputs as statements, groups as records of them. */
export type Relations<D> = {
  readonly [Name in keyof D]: D[Name] extends { readonly asset: unknown } | { readonly key: string }
    ? SqlStatement
    : Relations<D[Name]>;
};

export interface SqlAssetDefinition<
  C extends Columns,
  P extends Record<string, PartitionRule<keyof C & string>>,
  D extends Deps,
> extends Omit<AssetDefinition<TableType<C>, P, D>, "compute" | "deps" | "scope"> {
  /** What the query reads, assets and sources, by the names `sql` knows them by. Records inside of records are groups. */
  readonly deps?: D;
  /** The query whose rows are the asset: of one partition, or of the whole asset if it has none. */
  readonly sql: (context: SqlContext<D, keyof P & string>) => SqlStatement;
}

/**
 * Defines a table that the catalog's engine computes: `materialize` runs its query and keeps the rows as files of the
 * asset, none of which pass through this process. `ASSET_INVALID` names what cannot be.
 */
export function sqlAsset<
  C extends Columns,
  const P extends Record<string, PartitionRule<keyof C & string>> = {},
  D extends Deps = {},
>(definition: SqlAssetDefinition<C, P, D>): Asset<C, keyof P & string> {
  const { deps = {} as D, sql, ...rest } = definition;
  const { key } = definition;
  if (typeof sql !== "function") {
    throw invalid(key, `${key} has no query.`, "Give { sql: ({ deps }) => sql`SELECT … FROM …` }.");
  }
  const relations = mapInputs(deps, (input) => {
    if (input.form === "value") return { ...input, form: "relation" };
    throw invalid(
      input.asset.key,
      `The input ${input.asset.key} is ${input.form}() in a query.`,
      "Give the asset itself.",
    );
  });
  const compute = (context: object): SqlStatement => {
    const statement = sql(context as SqlContext<D, keyof P & string>);
    if (isStatement(statement)) return statement;
    throw invalid(key, `The sql of ${key} gives ${String(statement)}.`, "Return sql`…`.");
  };
  // What `compute` gets and gives is of the types above.
  const asset = { ...rest, deps: relations, compute } as unknown as AssetDefinition<TableType<C>, P>;
  return defineAsset(asset) as Asset<C, keyof P & string>;
}
