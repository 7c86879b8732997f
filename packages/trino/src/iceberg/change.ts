import type { PartitionValues, PartitionWrite, SealedWrite, Snapshot } from "@sluice/sdk/plugin";
import type { IcebergSession } from "./session.js";
import type { Stage } from "./stage.js";
import { insertRows, replacePartitions, replaceTable } from "./statements.js";

/** One change of the table. */
export interface Change {
  readonly folders: readonly PartitionWrite[];
  /** Nothing of what was there before stays. */
  readonly replacesAll: boolean;
  statement(stage: Stage): string;
}

/** What the write changes in the table. `undefined` where no row comes or goes. */
export function changeOf(
  write: Pick<SealedWrite, "operation" | "mode" | "scope" | "added" | "emptied">,
  session: IcebergSession,
): Change | undefined {
  const { asset, names } = session;
  const { operation, mode, scope, added, emptied = [] } = write;
  if (operation === "compact" || operation === "sweep") return undefined;
  const folders = added.filter(({ files }) => files.some(({ rows }) => rows > 0));
  if (mode === "append") {
    if (folders.length === 0) return undefined;
    return { folders, replacesAll: false, statement: (stage) => insertRows(asset, names, stage) };
  }
  const partitions = distinct([...added.map(({ partition }) => partition), ...emptied]);
  if (scope === "named" && partitions.length === 0) return undefined;
  if (scope === "all" || asset.partitions.length === 0) return replacingAll(folders, session);
  const statement = (stage: Stage) => replacePartitions(asset, names, stage, partitions);
  return { folders, replacesAll: false, statement };
}

/** What makes the table hold the rows of a snapshot, whose columns the session has. `undefined` where that has none. */
export function restoring(snapshot: Snapshot, session: IcebergSession): Change | undefined {
  const folders = snapshot.live.flatMap(({ partition, writes }) =>
    writes
      .filter(({ files }) => files.some(({ rows }) => rows > 0))
      .map(({ folder, files }) => ({ partition, folder, files })),
  );
  return folders.length === 0 ? undefined : replacingAll(folders, session);
}

function replacingAll(folders: readonly PartitionWrite[], { asset, names, root }: IcebergSession): Change {
  return { folders, replacesAll: true, statement: (stage) => replaceTable(asset, names, stage, root) };
}

function distinct(partitions: readonly PartitionValues[]): PartitionValues[] {
  return [...new Map(partitions.map((each) => [JSON.stringify(each), each])).values()];
}
