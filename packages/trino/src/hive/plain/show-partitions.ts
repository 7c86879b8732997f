import {
  type Commit,
  type LivePartition,
  mapConcurrent,
  type PartitionValues,
  partitionPath,
  type Snapshot,
} from "@sluice/sdk/plugin";
import { registeredValues } from "../registered.js";
import type { HiveSession } from "../session.js";
import { onlyFolder } from "./one-folder.js";
import { placePartition, removePartition } from "./place-partition.js";

/** Calls under way at once; the metastore takes them one after another anyway. */
const concurrency = 4;

/** Shows `head` in those partitions that the commits changed; in all of them where a commit emptied the table. */
export async function showChanged(
  commits: readonly Commit[],
  head: Snapshot,
  session: HiveSession,
): Promise<void> {
  const changed = new Map<string, PartitionValues>();
  for (const { removed, added, partitions } of commits) {
    if (removed === "all") return showAll(head, session);
    for (const partition of [...removed, ...added.map((each) => each.partition)]) {
      changed.set(partitionPath(partitions, partition), partition);
    }
  }
  await show(changed, head, session);
}

/** Compares every partition there is. */
export async function showAll(head: Snapshot, session: HiveSession): Promise<void> {
  const { asset } = session;
  const all = [...(await registeredValues(session)), ...head.live.map(({ partition }) => partition)];
  await show(new Map(all.map((each) => [partitionPath(asset.partitions, each), each])), head, session);
}

async function show(
  partitions: ReadonlyMap<string, PartitionValues>,
  head: Snapshot,
  session: HiveSession,
): Promise<void> {
  const { key, partitions: dimensions } = session.asset;
  const live = new Map<string, LivePartition>(
    head.live.map((each) => [partitionPath(dimensions, each.partition), each]),
  );
  await mapConcurrent([...partitions], concurrency, async ([path, partition]) => {
    const found = live.get(path);
    const folder = found && onlyFolder(key, path, found);
    if (folder === undefined) await removePartition(session, partition);
    else await placePartition(session, partition, folder);
  });
}
