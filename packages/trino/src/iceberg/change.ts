import { SluiceError } from "@sluice/sdk";
import {
  deletedRows,
  filesTell,
  type PartitionValues,
  type PartitionWrite,
  type SealedWrite,
  type Snapshot,
} from "@sluice/sdk/plugin";
import { type AppendWay, appendWay, areOurs } from "./add-files.js";
import { addFiles } from "./add-files-statements.js";
import { deleteStatement } from "./delete-statement.js";
import type { IcebergSession } from "./session.js";
import type { Stage } from "./stage.js";
import { insertRows, replacePartitions, replaceTable } from "./statements.js";
import { upsertRows } from "./upsert-statements.js";

/** One change of the table. */
export interface Change {
  /** Those whose rows the statement reads from a stage. */
  readonly folders: readonly PartitionWrite[];
  /** Nothing of what was there before stays. */
  readonly replacesAll: boolean;
  /** Where a file of the write is, which the table takes over with all others of it. */
  readonly adds?: string;
  /** The rows stay, and so does what the log says. */
  readonly maintains?: true;
  /** Number of the snapshot whose files it reads. Absent: it reads those of a write. */
  readonly restores?: number;
  /** It only states anew which column of files that were taken over is which. */
  readonly maps?: true;
  /** Session properties of the statement. */
  readonly session?: Readonly<Record<string, string>>;
  statement(stage: Stage): string;
}

type Written = Pick<
  SealedWrite,
  "asset" | "operation" | "mode" | "key" | "deletes" | "schema" | "scope" | "added" | "emptied"
>;

/** How the rows of the write reach the table, if it is an append. */
export async function wayOf(write: Written, session: IcebergSession): Promise<AppendWay | undefined> {
  const { operation, mode, added } = write;
  if (operation !== undefined || mode !== "append" || added.length !== 1 || !areOurs(added)) return undefined;
  return appendWay(session);
}

/** What the write changes in the table. `undefined` where no row comes or goes. */
export function changeOf(write: Written, session: IcebergSession, adds = false): Change | undefined {
  const { asset, names, relation } = session;
  const { operation, mode, scope, added, emptied = [] } = write;
  if (operation === "compact" || operation === "sweep") return undefined;
  const deleted = deletedRows(write);
  if (deleted !== undefined) {
    // The columns it was meant for: an asset may have lost one since, and the table has it still.
    const before = { ...asset, schema: write.schema };
    return { folders: [], replacesAll: false, statement: () => deleteStatement(before, names, deleted) };
  }
  const folders = added.filter(({ files }) => files.some(({ rows }) => rows > 0));
  if (mode === "append") {
    const [only] = folders;
    if (only === undefined) return undefined;
    if (adds) {
      const statement = () => addFiles(session, relation, only.folder);
      const file = session.store.locate(only.files[0]?.key as string);
      return { folders: [], replacesAll: false, adds: file, statement };
    }
    return { folders, replacesAll: false, statement: (stage) => insertRows(asset, names, stage) };
  }
  if (mode === "upsert") return upserting(write, folders, session);
  const partitions = distinct([...added.map(({ partition }) => partition), ...emptied]);
  if (scope === "named" && partitions.length === 0) return undefined;
  if (scope === "all" || asset.partitions.length === 0) return replacingAll(folders, session);
  const statement = (stage: Stage) => replacePartitions(asset, names, stage, partitions);
  return { folders, replacesAll: false, statement };
}

/** What makes the table hold the rows of a snapshot, whose columns the session has. `undefined` where that has none. */
export function restoring(snapshot: Snapshot, session: IcebergSession): Change | undefined {
  if (!filesTell(snapshot.live)) throw notInFiles(session);
  const folders = snapshot.live.flatMap(({ partition, writes }) =>
    writes
      .filter(({ files }) => files.some(({ rows }) => rows > 0))
      .map(({ folder, files, ownedBy }) => ({ partition, folder, files, ownedBy })),
  );
  if (folders.length === 0) return undefined;
  return { ...replacingAll(folders, session), restores: snapshot.number };
}

function notInFiles({ asset, relation }: IcebergSession): SluiceError {
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} cannot be made from the files of ${asset.key}: rows were changed in another table of it.`,
    details: { relation },
    hint: "Go back by io.rollback to a snapshot before the first upsert and delete, or replace the whole asset.",
  });
}

function replacingAll(folders: readonly PartitionWrite[], { asset, names, root }: IcebergSession): Change {
  return { folders, replacesAll: true, statement: (stage) => replaceTable(asset, names, stage, root) };
}

function upserting(
  { key = [], schema }: Pick<SealedWrite, "key" | "schema">,
  folders: readonly PartitionWrite[],
  { asset, names }: IcebergSession,
): Change | undefined {
  if (folders.length === 0) return undefined;
  const columns = schema.fields.map(({ name }) => name);
  const partitions = distinct(folders.map(({ partition }) => partition));
  const statement = (stage: Stage) => upsertRows(asset, names, stage, { key, columns, partitions });
  return { folders, replacesAll: false, statement };
}

function distinct(partitions: readonly PartitionValues[]): PartitionValues[] {
  return [...new Map(partitions.map((each) => [JSON.stringify(each), each])).values()];
}
