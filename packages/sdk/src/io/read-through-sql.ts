import { type Schema, selectFields, typesEqual } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { batchReader } from "../flow/batch-reader.js";
import { filesOf } from "../flow/files-of.js";
import { checkLoadable, knownColumns, wantedSchema } from "../flow/wanted-schema.js";
import { PartitionFilter } from "../partition/partition-filter.js";
import type { AssetDescription, PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import type { Catalog, ReadRequest } from "../plugin/catalog.js";
import type { ScannedSnapshot } from "../plugin/table-history.js";
import { type RowFilter, rowFilter } from "../where/row-filter.js";
import type { Lake } from "./lake.js";
import type { ReadBatch, ReadOptions } from "./read-asset.js";

/** Whether the caller wants the rows through the engine. `CONFIGURATION_INVALID` for a way there is not. */
export function readsSql({ via = "files", verify }: ReadOptions): boolean {
  if (via === "files") return false;
  if (via !== "sql")
    throw refused("via", `There is no via: ${JSON.stringify(via)}.`, 'Give "files" or "sql".');
  if (!verify) return true;
  throw refused("verify", "Rows that come through SQL have no files to verify.", "Leave one of the two out.");
}

/** `CONFIGURATION_INVALID` where rows are wanted by partition, which only files tell. */
export function checkFromFiles({ key }: AssetDescription, options: ReadOptions): void {
  if (!readsSql(options)) return;
  throw refused(
    "via",
    `io.loadEach reads the files of ${key}.`,
    'Leave via out, or use io.load with { via: "sql" }.',
  );
}

/** The rows of one snapshot through the engine, in its order. All are looked at again as those from files are. */
export async function* readThroughSql(
  snapshot: ScannedSnapshot,
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions,
): AsyncGenerator<ReadBatch> {
  const catalog = checkReads(lake, asset);
  const newest =
    (options.snapshot === undefined && options.at === undefined) ||
    snapshot.number === (await lake.logOf(asset).head(options.signal)).number;
  const schema = wantedSchema(snapshot, asset, options.columns);
  const stored = snapshot.schema ?? asset.schema;
  const filter = rowFilter(options.where ?? {}, schema, knownColumns(snapshot, asset), asset.key);
  checkLoadable(filter.read, snapshot, asset);
  const partitions = await (snapshot.onlyInTable === undefined
    ? partitionsOfFiles(snapshot, asset, filter, options)
    : partitionsOfTable(snapshot, lake, asset, options));
  if (partitions === undefined) return;
  const { columns, read } = batchReader(stored, stored, filter.read, asset.key);
  const request = {
    snapshot,
    newest,
    // Without columns there would be no rows either.
    schema: selectFields(stored, columns.length > 0 ? columns : [stored.fields[0]?.name ?? ""]),
    partitions,
    where: filter.conditions.filter(({ column }) => sameType(column, stored, filter.read)),
  };
  let firstRow = 0;
  for await (const batch of catalog.read(request, lake.contextOf(asset, options.signal))) {
    const kept = filter.keep(read(batch, firstRow));
    firstRow += batch.numRows;
    if (kept !== undefined) yield { batch: kept, schema, partition: [] };
  }
}

type Partitions = ReadRequest["partitions"];

/** The values that are wanted of each dimension; `undefined` if no row is. */
function partitionsOfFiles(
  snapshot: ScannedSnapshot,
  asset: AssetDescription,
  filter: RowFilter,
  options: ReadOptions,
): Partitions | undefined {
  const wanted = [...new Set(filesOf(snapshot, asset, options).map((file) => file.partition))].filter(
    (partition) => filter.mayKeep(snapshot.dimensions, partition),
  );
  if (wanted.length === 0) return undefined;
  return wantedValues(
    snapshot.live.filter(({ writes }) => writes.length > 0).map(({ partition }) => partition),
    wanted,
    snapshot.dimensions,
  );
}

/** The same by the partitions that the table has rows of, beside those that were stored. */
async function partitionsOfTable(
  snapshot: ScannedSnapshot,
  lake: Lake,
  asset: AssetDescription,
  { partition, missing, signal }: ReadOptions,
): Promise<Partitions | undefined> {
  const { live, dimensions } = snapshot;
  const filter = new PartitionFilter(asset, partition);
  if (filter.isAll) return dimensions.map(() => undefined);
  const inTable = await lake.catalogOf(asset).partitions?.(snapshot, lake.contextOf(asset, signal));
  const stored = live.filter(({ writes }) => writes.length > 0).map((each) => each.partition);
  const existing = [...stored, ...(inTable ?? [])];
  const found = existing.filter((each) => filter.matches(each));
  if (missing !== "skip") filter.check(found, () => existing);
  return found.length === 0 ? undefined : wantedValues(existing, found, dimensions);
}

/** Values of a condition on a column that has another type now would be taken wrong. */
function sameType(column: string, ...schemas: readonly [Schema, Schema]): boolean {
  const [stored, read] = schemas.map(({ fields }) => fields.find(({ name }) => name === column)?.type);
  return stored !== undefined && read !== undefined && typesEqual(stored, read);
}

/** Each dimension is chosen from by itself, so that the values of each say which partitions are wanted. */
function wantedValues(
  existing: readonly PartitionValues[],
  wanted: readonly PartitionValues[],
  dimensions: readonly PartitionDimension[],
): Partitions {
  return dimensions.map((_, index) => {
    const values = (partitions: readonly PartitionValues[]) => [
      ...new Set(partitions.map((partition) => partition[index] ?? null)),
    ];
    const chosen = values(wanted);
    const all = values(existing);
    return chosen.length === all.length ? undefined : chosen;
  });
}

/** The catalog of the asset. `CAPABILITY_MISSING` if it reads no rows through its engine. */
export function checkReads(lake: Lake, asset: AssetDescription): Catalog & Required<Pick<Catalog, "read">> {
  const catalog = lake.catalogOf(asset);
  const { name } = catalog;
  if (readsRows(catalog)) return catalog;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} is not read through SQL: ${name} does not do that.`,
    details: { capability: 'via: "sql"', plugin: name },
    hint: "Leave via out: the files hold the same rows.",
  });
}

function readsRows(catalog: Catalog): catalog is Catalog & Required<Pick<Catalog, "read">> {
  return catalog.read !== undefined;
}

function refused(option: string, message: string, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", { message, details: { option }, hint });
}
