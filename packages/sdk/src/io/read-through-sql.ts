import { type Schema, selectFields, typesEqual } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { batchReader } from "../flow/batch-reader.js";
import { filesOf } from "../flow/files-of.js";
import { checkLoadable, knownColumns, wantedSchema } from "../flow/wanted-schema.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { Catalog } from "../plugin/catalog.js";
import type { Snapshot } from "../plugin/snapshot-log.js";
import { rowFilter } from "../where/row-filter.js";
import type { Lake } from "./lake.js";
import { type ReadBatch, type ReadOptions, scanAsset } from "./read-asset.js";

/** Whether the rows are to come through the engine. `CONFIGURATION_INVALID` for a way there is not. */
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
  lake: Lake,
  asset: AssetDescription,
  options: ReadOptions,
): AsyncGenerator<ReadBatch> {
  const catalog = lake.catalogOf(asset);
  if (catalog.read === undefined) throw notRead(asset, catalog);
  const snapshot = await scanAsset(lake, asset, options);
  const newest =
    options.snapshot === undefined ||
    snapshot.number === (await lake.logOf(asset).head(options.signal)).number;
  const schema = wantedSchema(snapshot, asset, options.columns);
  const stored = snapshot.schema ?? asset.schema;
  const filter = rowFilter(options.where ?? {}, schema, knownColumns(snapshot, asset), asset.key);
  checkLoadable(filter.read, snapshot, asset);
  const partitions = [...new Set(filesOf(snapshot, asset, options).map((file) => file.partition))].filter(
    (partition) => filter.mayKeep(snapshot.dimensions, partition),
  );
  if (partitions.length === 0) return;
  const { columns, read } = batchReader(stored, stored, filter.read, asset.key);
  const request = {
    snapshot,
    newest,
    // Without columns there would be no rows either.
    schema: selectFields(stored, columns.length > 0 ? columns : [stored.fields[0]?.name ?? ""]),
    partitions: wantedValues(snapshot, partitions),
    where: filter.conditions.filter(({ column }) => sameType(column, stored, filter.read)),
  };
  let firstRow = 0;
  for await (const batch of catalog.read(request, lake.contextOf(asset, options.signal))) {
    const kept = filter.keep(read(batch, firstRow));
    firstRow += batch.numRows;
    if (kept !== undefined) yield { batch: kept, schema, partition: [] };
  }
}

/** Values of a condition on a column that has another type now would be taken wrong. */
function sameType(column: string, ...schemas: readonly [Schema, Schema]): boolean {
  const [stored, read] = schemas.map(({ fields }) => fields.find(({ name }) => name === column)?.type);
  return stored !== undefined && read !== undefined && typesEqual(stored, read);
}

/** Each dimension is chosen from by itself, so that the values of each say which partitions are wanted. */
function wantedValues(
  { live, dimensions }: Snapshot,
  wanted: readonly PartitionValues[],
): ((string | null)[] | undefined)[] {
  return dimensions.map((_, index) => {
    const values = (partitions: readonly PartitionValues[]) => [
      ...new Set(partitions.map((partition) => partition[index] ?? null)),
    ];
    const chosen = values(wanted);
    const all = values(live.filter(({ writes }) => writes.length > 0).map(({ partition }) => partition));
    return chosen.length === all.length ? undefined : chosen;
  });
}

function notRead(asset: AssetDescription, { name }: Catalog): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} is not read through SQL: ${name} does not do that.`,
    details: { capability: 'via: "sql"', plugin: name },
    hint: "Leave via out: the files hold the same rows.",
  });
}

function refused(option: string, message: string, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", { message, details: { option }, hint });
}
