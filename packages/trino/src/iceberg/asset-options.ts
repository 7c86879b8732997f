import { SluiceError } from "@sluice/sdk";
import type { AssetDescription, SqlValue } from "@sluice/sdk/plugin";
import { tableColumns } from "./columns.js";
import { givenByCatalog, isIcebergName, isTranslated, trinoProperties } from "./iceberg-properties.js";
import { sourceOf } from "./partitioning.js";

declare module "@sluice/sdk" {
  interface EngineOptions {
    iceberg?: IcebergAssetOptions;
  }
}

/** What an asset says to its Iceberg table: `on: { iceberg: { … } }`. Said when the table is made or replaced whole. */
export interface IcebergAssetOptions {
  /** Transforms as Trino writes them, `["month(placed)", "bucket(id, 16)"]`. Default: those of the asset's partitions. */
  readonly partitioning?: readonly string[];
  /** Columns that the rows of a file are ordered by, `["id", "placed DESC"]`. */
  readonly sortedBy?: readonly string[];
  /** Default: the catalog's, which is 2. */
  readonly formatVersion?: 1 | 2 | 3;
  /**
   * Any other property, by its name in Trino or in Iceberg: `{ compression_codec: "SNAPPY" }`, or
   * `{ "write.parquet.compression-codec": "snappy" }`. What Trino has no name for it has to allow:
   * `iceberg.allowed-extra-properties`.
   */
  readonly properties?: Readonly<Record<string, IcebergProperty>>;
}

export type IcebergProperty = string | number | boolean | readonly string[];

const known: readonly string[] = [
  "partitioning",
  "sortedBy",
  "formatVersion",
  "properties",
] satisfies (keyof IcebergAssetOptions)[];

/** Properties that the catalog itself gives each table. */
const taken = [
  ...["partitioning", "sorted_by", "format_version", "format", "extra_properties"],
  ...givenByCatalog,
];

/** The options of an asset. `ASSET_INVALID` for options that are none. */
export function icebergAssetOptions(asset: AssetDescription): IcebergAssetOptions {
  const options: IcebergAssetOptions = asset.on.iceberg ?? {};
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalid(asset, `"${unknown}" for Iceberg, which there is not`, `There is ${known.join(", ")}.`);
  }
  for (const name of ["partitioning", "sortedBy"] as const) {
    if (options[name] === undefined || isTexts(options[name])) continue;
    throw invalid(asset, `${name} for Iceberg that is no list of texts`, `Give { ${name}: ["id"] }.`);
  }
  const { properties = {}, formatVersion } = options;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) {
    const hint = "Give { properties: { max_commit_retry: 7 } }.";
    throw invalid(asset, "properties for Iceberg that are no object", hint);
  }
  if (formatVersion !== undefined && ![1, 2, 3].includes(formatVersion)) {
    throw invalid(asset, `the format version ${String(formatVersion)} for Iceberg`, "Give 1, 2 or 3.");
  }
  const [wrong] = Object.entries(properties).flatMap(([name, value]) =>
    taken.includes(name) || !isName(name) || !isProperty(value) ? [name] : [],
  );
  if (wrong !== undefined) {
    const hint = `Names are those of Trino, in lower case, or those of Iceberg; ${taken.join(", ")} have options of their own or are given.`;
    throw invalid(asset, `the table property "${wrong}" for Iceberg, which cannot be set so`, hint);
  }
  const [refused] = Object.entries(properties).filter(([name, value]) => !isTranslated(name, value));
  if (refused !== undefined) {
    const what = `the table property "${refused[0]}" for Iceberg as ${JSON.stringify(refused[1])}, which it cannot be`;
    throw invalid(asset, what, "Flags are true or false; amounts are whole numbers.");
  }
  return options;
}

/** `ASSET_INVALID` where the table is ordered or partitioned by a column that it will not have. */
export function checkColumnsSaid(asset: AssetDescription): void {
  const there = new Set(tableColumns(asset).map(({ name }) => name.toLowerCase()));
  const { partitioning = [], sortedBy = [] } = icebergAssetOptions(asset);
  for (const [option, texts] of Object.entries({ partitioning, sortedBy })) {
    const text = texts.find((each) => !there.has(sourceOf(each)) && !there.has(structOf(each)));
    if (text === undefined) continue;
    const hint = `Its columns are ${[...there].join(", ")}.`;
    throw invalid(asset, `${option} for Iceberg by ${JSON.stringify(text)}, of which it has no column`, hint);
  }
}

/** The column that a nested one, `place.city`, is in. */
function structOf(text: string): string {
  return sourceOf(text).replace(/\..*$/s, "");
}

/** A value of a table property. A map is one from text to text. */
export type PropertyValue = SqlValue | readonly string[] | ReadonlyMap<string, string>;

/** Table properties by their names in Trino, in the order in which they are written. `known`: those the server has. */
export function tableProperties(
  options: IcebergAssetOptions,
  partitioning: readonly string[],
  known?: ReadonlySet<string>,
): [name: string, value: PropertyValue][] {
  const { sortedBy = [], formatVersion, properties = {} } = options;
  const { own, extra } = trinoProperties(properties, known);
  return [
    ["format", "PARQUET"],
    ...(formatVersion === undefined ? [] : [["format_version", formatVersion] as [string, number]]),
    ...(partitioning.length === 0 ? [] : [["partitioning", partitioning] as [string, readonly string[]]]),
    ...(sortedBy.length === 0 ? [] : [["sorted_by", sortedBy] as [string, readonly string[]]]),
    ...own.map(([name, value]): [string, PropertyValue] => [name, value]),
    ...(extra.length === 0 ? [] : [["extra_properties", new Map(extra)] as [string, PropertyValue]]),
  ];
}

function isName(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name) || isIcebergName(name);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "");
}

function isProperty(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value) || isTexts(value);
}

function invalid(asset: AssetDescription, what: string, hint: string): SluiceError {
  return new SluiceError("ASSET_INVALID", {
    message: `${asset.key} has ${what}.`,
    details: { asset: asset.key },
    hint,
  });
}
