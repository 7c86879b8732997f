import type { AssetDescription, PartitionWrite, SealedWrite } from "@sluice/sdk/plugin";
import type { LogicalType } from "@sluice/type-mapping";
import { isTrinoError } from "../client/index.js";
import { trinoDialect } from "../dialect.js";
import { addFilesAt } from "./add-files-statements.js";
import { icebergAssetOptions } from "./asset-options.js";
import { ownStagedColumns } from "./columns.js";
import { partitioningOf } from "./partitioning.js";
import type { IcebergSession } from "./session.js";

const { identifier } = trinoDialect;

/** Key of a file that there never is. */
const nowhere = "_check/none";

/** How rows that are appended reach the table. */
export interface AppendWay {
  /** `true`: the table takes the files of the write over as they are. `false`: Trino reads them and writes its own. */
  readonly adds: boolean;
  /** A sentence for people. */
  readonly note: string;
}

/**
 * Whether the table can take over the files of an append. The server is asked by adding a file there is not, which it
 * refuses in any case: whether it says so of the file, or of the procedure or the table, tells.
 */
export async function appendWay(session: IcebergSession): Promise<AppendWay> {
  const { asset, addFiles } = session;
  const why = addFiles ? whyNot(asset) : "iceberg({ addFiles: false }) says so";
  if (why !== undefined) return inserts(why);
  const refused = await whyNotAdded({ ...session, catalog: session.names.catalog }, session.relation);
  return refused === undefined
    ? { adds: true, note: "Rows are appended by add_files: the table takes the files over." }
    : inserts(refused);
}

/** The write as the log is to have it once the table has taken its files over. */
export function takenOver(write: SealedWrite): SealedWrite {
  return { ...write, added: write.added.map((each) => ({ ...each, ownedBy: "engine" as const })) };
}

/** Whether all files of the folders were written by our handlers, as those are that Iceberg reads like its own. */
export function areOurs(folders: readonly PartitionWrite[]): boolean {
  return folders.every(({ files, ownedBy }) => {
    return ownedBy === undefined && files.every(({ writtenBy }) => writtenBy === undefined);
  });
}

/** Why a table that is made for the asset takes no files at all. */
export function whyTakesNone(asset: AssetDescription): string | undefined {
  const { partitioning = partitioningOf(asset), formatVersion = 2 } = icebergAssetOptions(asset);
  if (asset.partitions.length > 0 || partitioning.length > 0) return "the table is partitioned";
  return formatVersion > 2 ? `the table is of format version ${formatVersion}` : undefined;
}

function whyNot(asset: AssetDescription): string | undefined {
  const none = whyTakesNone(asset);
  if (none !== undefined) return none;
  const nested = asset.schema.fields.find(({ type, nullable }) => !nullable && isNested(type));
  if (nested !== undefined) {
    return `"${nested.name}" may not be null, and files do not say of nested columns that they never are`;
  }
  // Of all types a UUID alone is text in our files and sixteen bytes in those of Iceberg.
  const other = ownStagedColumns(asset).find(({ name, value }) => value !== identifier(name));
  return other && `Iceberg keeps the UUIDs of "${other.name}" in another form than the files`;
}

function isNested({ id }: LogicalType): boolean {
  return id === "list" || id === "map" || id === "struct";
}

/** Why the server adds no files to that table. `undefined`: it does, or there is no such table yet. */
export async function whyNotAdded(
  { catalog, store, run }: Pick<IcebergSession, "store" | "run"> & { readonly catalog: string },
  relation: string,
): Promise<string | undefined> {
  try {
    await run(addFilesAt(relation, store.locate(nowhere)));
  } catch (error) {
    if (!isTrinoError(error)) throw error;
    if (["TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND"].includes(error.details.code)) return undefined;
    const text = [error.message.replace(/^QUERY_FAILED: /, ""), ...(error.details.causes ?? [])].join("\n");
    const [, reason] = reasons(catalog).find(([sign]) => sign.test(text)) ?? [];
    if (reason !== null) return reason ?? `Trino says ${text.split("\n")[0]}`;
  }
  return undefined;
}

/** Whether a table does not take over files that it does not have: an INSERT may do. */
export function isFileRefused(error: unknown): boolean {
  if (!isTrinoError(error, "ICEBERG_COMMIT_ERROR")) return false;
  return /Failed to add files/.test(error.message) && !/already exists/.test(error.message);
}

/** What Trino says, and what that means; `null`: that it would add files that are there. */
function reasons(catalog: string): [sign: RegExp, why: string | null][] {
  return [
    [/Location not found/, null],
    [/add_files procedure is disabled/, `${catalog} has no iceberg.add-files-procedure.enabled=true`],
    [/partitioned tables/, "the table is partitioned"],
    [/format version/, "the table is of format version 3"],
    [/Access Denied/, "the user may not add files"],
  ];
}

function inserts(why: string): AppendWay {
  return { adds: false, note: `Rows are appended by INSERT: ${why}.` };
}
