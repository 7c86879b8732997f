import { SluiceError } from "@sluice/sdk";
import { type AssetDescription, tableNames } from "@sluice/sdk/plugin";
import { trinoDialect } from "../dialect.js";
import type { TrinoOptions } from "../options.js";

/** The names of a source's table: catalog, schema, table. `ASSET_INVALID` if it does not say which one it is. */
export function sourceNames(
  { key, on }: AssetDescription,
  { catalog, schema }: Pick<TrinoOptions, "catalog" | "schema">,
): readonly [catalog: string, schema: string, table: string] {
  const table: unknown = on.trino?.table;
  const names = tableNames(table);
  if (names === undefined) {
    throw new SluiceError("ASSET_INVALID", {
      message: `The source ${key} ${table === undefined ? "names no table of Trino" : `cannot be the table ${JSON.stringify(table)} in Trino`}.`,
      details: { asset: key },
      hint: 'Give { on: { trino: { table: "catalog.schema.table" } } }; catalog and schema default to those of trino(). A name with a dot stands in double quotes.',
    });
  }
  const [last, before = schema, first = catalog] = names.reverse() as [string, string?, string?];
  return [first, before, last];
}

/** The table as it stands in a statement. */
export function sourceRelation(source: AssetDescription, options: TrinoOptions): string {
  return sourceNames(source, options)
    .map((name) => trinoDialect.identifier(name))
    .join(".");
}
