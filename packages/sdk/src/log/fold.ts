import { schemaText } from "@sluice/type-mapping";
import { partitionPath } from "../partition/path.js";
import type { PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import type { Commit, LivePartition, LiveWrite, Snapshot } from "../plugin/snapshot-log.js";
import { SchemaList } from "./schema-list.js";

export const emptySnapshot: Snapshot = { number: 0, dimensions: [], live: [], floor: 0 };

/** The snapshot after `commits`, which follow `snapshot` without a gap. Pure. */
export function foldCommits(snapshot: Snapshot, commits: readonly Commit[]): Snapshot {
  const last = commits.at(-1);
  if (last === undefined) return snapshot;
  const live = new Map(
    snapshot.live.map((each) => [partitionPath(snapshot.dimensions, each.partition), each]),
  );
  const older = new SchemaList(snapshot.schemas);
  let { floor, schema } = snapshot;
  for (const commit of commits) {
    if (schema !== undefined && schemaText(schema) !== schemaText(commit.schema)) older.pin(live, schema);
    schema = commit.schema;
    floor = apply(live, floor, commit, older);
  }
  const schemas = older.needed(live);
  return {
    number: last.number,
    schema: last.schema,
    ...(schemas === undefined ? {} : { schemas }),
    dimensions: last.partitions,
    live: [...live.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, each]) => each),
    floor,
  };
}

/** Changes `live` and returns the new floor of the whole. */
function apply(live: Map<string, LivePartition>, floor: number, commit: Commit, older: SchemaList): number {
  let raised = floor;
  if (commit.removed === "all") {
    if (live.size > 0) raised = commit.number;
    live.clear();
  } else {
    for (const partition of commit.removed) hide(live, commit, partition);
  }
  for (const added of commit.added) {
    const path = pathOf(commit.partitions, added.partition);
    const before = live.get(path);
    const written = added.writtenWith === undefined ? undefined : commit.schemas?.[added.writtenWith];
    const write: LiveWrite = {
      commit: commit.number,
      write: added.origin?.write ?? commit.write,
      handler: added.origin?.handler ?? commit.handler,
      folder: added.folder,
      files: added.files,
      ...(written === undefined ? {} : { writtenWith: older.placeOf(written) }),
    };
    live.set(path, {
      partition: added.partition,
      floor: before?.floor ?? 0,
      writes: [...(before?.writes ?? []), write],
    });
  }
  return raised;
}

function hide(live: Map<string, LivePartition>, commit: Commit, partition: PartitionValues): void {
  const path = pathOf(commit.partitions, partition);
  const before = live.get(path);
  if (before === undefined) return;
  const floor = before.writes.length > 0 ? commit.number : before.floor;
  live.set(path, { partition, floor, writes: [] });
}

function pathOf(dimensions: readonly PartitionDimension[], partition: PartitionValues): string {
  return partitionPath(dimensions, partition);
}
