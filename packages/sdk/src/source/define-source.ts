import type { Columns } from "@sluice/type-mapping";
import { checkProperties } from "../asset/check-properties.js";
import { describeAsset } from "../asset/describe-asset.js";
import { invalid } from "../asset/invalid.js";
import type { TableType } from "../asset/table.js";
import type { AssetDescription, EngineOptions } from "../plugin/asset-description.js";

/** A table that others make: it is loaded, and stands in SQL, like an asset, and is never stored. */
export interface Source<C = Columns> {
  readonly key: string;
  readonly type: C extends Columns ? TableType<C> : never;
  readonly source: true;
  /** What plugins see. */
  readonly description: AssetDescription;
  /** Which of the io managers of `materialize` reads it. Default: `default`. */
  readonly io?: string;
  /** Type-level only; never present at run time. */
  readonly "~columns"?: C;
}

export interface SourceDefinition<C extends Columns> {
  /** The name it has in messages and in receipts of what is computed from it. */
  readonly key: string;
  /** The columns to read, each with the type the table has or a wider one. The table may have more. */
  readonly type: TableType<C>;
  /** Which table it is, for each engine under the plugin's own name. */
  readonly on: EngineOptions;
  /** Which of the io managers of `materialize` reads it. Default: `default`. */
  readonly io?: string;
}

/** Defines an existing table as an input. `ASSET_INVALID` names what cannot be. */
export function defineSource<C extends Columns>(definition: SourceDefinition<C>): Source<C> {
  // Another source may be spread into it: it has nothing that gets lost.
  checkProperties("A source", definition, ["key", "type", "on", "io", "source", "description"]);
  const { key, type, on, io } = definition;
  if (type?.family !== "table") {
    throw invalid(String(key), `The source ${key} is no table.`, "Give { type: table({ … }) }.");
  }
  if (typeof on !== "object" || on === null || Object.keys(on).length === 0) {
    throw invalid(
      String(key),
      `The source ${key} names no table.`,
      "Say which one it is: { on: { engine: { table } } }.",
    );
  }
  const description = describeAsset({ key, type, on });
  return {
    key,
    type: type as Source<C>["type"],
    source: true,
    description: { ...description, source: true },
    ...(io === undefined ? {} : { io }),
  };
}
