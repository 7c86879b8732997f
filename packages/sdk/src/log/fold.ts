import { type Schema, schemaText } from "@sluice/type-mapping";
import { partitionPath } from "../partition/path.js";
import type { PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import type { Commit, LivePartition, LiveWrite, PartitionWrite, Snapshot } from "../plugin/snapshot-log.js";
import { PartitionDraft } from "./partition-draft.js";
import { SchemaList } from "./schema-list.js";

export const emptySnapshot: Snapshot = { number: 0, dimensions: [], live: [], floor: 0 };

/** The snapshot after `commits`, which follow `snapshot` without a gap. Pure. */
export function foldCommits(snapshot: Snapshot, commits: readonly Commit[]): Snapshot {
  const last = commits.at(-1);
  if (last === undefined) return snapshot;
  const table = new Table(snapshot);
  for (const commit of commits) table.apply(commit);
  const schemas = table.olderSchemas();
  return {
    number: last.number,
    schema: last.schema,
    ...(schemas === undefined ? {} : { schemas }),
    dimensions: last.partitions,
    live: table.live(),
    floor: table.floor,
    ...(table.sweep === undefined ? {} : { sweep: table.sweep }),
  };
}

/** The live partitions while commits are folded. Those that no commit touches stay the objects they are. */
class Table {
  floor: number;
  sweep: number | undefined;
  private schema: Schema | undefined;
  private text: string | undefined;
  private readonly schemas: SchemaList;
  private readonly partitions: Map<string, LivePartition>;
  private readonly drafts = new Map<LivePartition, PartitionDraft>();
  private inOrder = true;

  constructor({ live, dimensions, floor, sweep, schema, schemas }: Snapshot) {
    this.floor = floor;
    this.sweep = sweep;
    this.schema = schema;
    this.schemas = new SchemaList(schemas);
    this.partitions = new Map(live.map((each) => [pathOfLive(each, dimensions), each]));
  }

  apply(commit: Commit): void {
    this.change(commit.schema);
    if (commit.revoked !== undefined) this.sweep = commit.number;
    if (commit.removed === "all") {
      if (this.partitions.size > 0) this.floor = commit.number;
      this.partitions.clear();
    } else {
      for (const partition of commit.removed) this.hide(commit, partition);
    }
    for (const partition of commit.edited ?? []) this.edit(commit, partition);
    for (const added of commit.added) {
      const path = partitionPath(commit.partitions, added.partition);
      this.draft(path, added.partition).add(this.writeOf(added, commit));
    }
  }

  /** The columns of files that were written with others than the table now has. */
  olderSchemas(): readonly Schema[] | undefined {
    return this.schemas.needed(this.partitions);
  }

  live(): LivePartition[] {
    if (this.inOrder) return [...this.partitions.values()];
    const sorted = [...this.partitions].sort(([left], [right]) => (left < right ? -1 : 1));
    return sorted.map(([, each]) => each);
  }

  private change(schema: Schema): void {
    const { schema: before, text = before && schemaText(before) } = this;
    if (before === schema) return;
    this.schema = schema;
    this.text = schemaText(schema);
    if (before !== undefined && text !== this.text) this.schemas.pin(this.partitions, before);
  }

  private writeOf(added: PartitionWrite, commit: Commit): LiveWrite {
    const { folder, files, origin, writtenWith, ownedBy } = added;
    const { write, handler } = origin ?? commit;
    const written = writtenWith === undefined ? undefined : commit.schemas?.[writtenWith];
    const owned = ownedBy === undefined ? {} : { ownedBy };
    const live = { commit: commit.number, write, handler, folder, files, ...owned };
    return written === undefined ? live : { ...live, writtenWith: this.schemas.placeOf(written) };
  }

  private hide(commit: Commit, partition: PartitionValues): void {
    const path = partitionPath(commit.partitions, partition);
    if (this.partitions.has(path)) this.draft(path, partition).hide(commit.number);
  }

  private edit(commit: Commit, partition: PartitionValues): void {
    this.draft(partitionPath(commit.partitions, partition), partition).edit(commit.number);
  }

  private draft(path: string, partition: PartitionValues): PartitionDraft {
    const before = this.partitions.get(path);
    const known = before && this.drafts.get(before);
    if (known !== undefined) return known;
    const made = new PartitionDraft(partition, before);
    if (before === undefined) this.inOrder = false;
    this.partitions.set(path, made.live);
    this.drafts.set(made.live, made);
    return made;
  }
}

/** Every commit folds all live partitions, and few of them are new. */
const paths = new WeakMap<LivePartition, string>();

function pathOfLive(live: LivePartition, dimensions: readonly PartitionDimension[]): string {
  const known = paths.get(live) ?? partitionPath(dimensions, live.partition);
  paths.set(live, known);
  return known;
}
