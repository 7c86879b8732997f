import { SluiceError } from "../error.js";
import { filesTell } from "../log/edited.js";
import { evolveBack } from "../log/evolve.js";
import { newWriteId } from "../log/layout.js";
import { partitionPath } from "../partition/path.js";
import type { LivePartition, PartitionWrite, SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import type { ScannedSnapshot } from "../plugin/table-history.js";
import { checkEvolution } from "./evolution.js";
import { catalogContext, type PublishContext, publishWrite } from "./publish-write.js";
import type { Receipt } from "./receipt.js";
import { replacedRows } from "./replaced-rows.js";
import { createSeal, sealKey } from "./seal.js";
import { stepClock } from "./step-clock.js";

/**
 * Makes an older snapshot the newest, as a commit of its own: partitions that differ get the folders they had, all of
 * them where nobody knows what the table has. No file is read or written. `PUBLISH_CONFLICT` if somebody commits to one of them meanwhile.
 */
export async function rollBack(
  target: Snapshot,
  head: ScannedSnapshot,
  context: PublishContext,
): Promise<Receipt> {
  const { asset, catalog, store, signal, emit } = context;
  const clock = stepClock();
  const write = rollbackWrite(target, head, asset.key);
  checkEvolution(asset.key, catalog, evolveBack(write, head).changes);
  const replaces = replacedRows(write, asset);
  await catalog.prepare({ ...catalogContext(context, false).context, nextSchema: write.schema, replaces });
  emit({ type: "store-start", asset: asset.key, write: write.write });
  await clock.time("seal", () => createSeal(store, write, signal));
  emit({ type: "write-sealed", asset: asset.key, seal: write.seal });
  return publishWrite(write, false, context, clock);
}

function rollbackWrite(target: Snapshot, head: ScannedSnapshot, asset: string): SealedWrite {
  const write = newWriteId();
  const before = byPath(target);
  const after = byPath(head);
  const scope = head.onlyInTable === undefined ? "named" : "all";
  const differing = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => scope === "all" || stateOf(before.get(path)) !== stateOf(after.get(path)))
    .sort();
  const untold = differing.flatMap((path) => before.get(path) ?? []).find((each) => !filesTell([each]));
  if (untold !== undefined) throw notFromFiles(asset, target, untold);
  const added = differing.flatMap((path) => restored(before.get(path)));
  const emptied = differing.flatMap((path) => {
    const gone = after.get(path);
    return gone === undefined || foldersOf(before.get(path)) !== "" ? [] : [gone.partition];
  });
  const files = added.flatMap((each) => each.files);
  return {
    asset,
    write,
    mode: "replace",
    operation: "rollback",
    scope,
    handler: "",
    schema: target.schema ?? { fields: [] },
    ...(target.schemas === undefined ? {} : { schemas: target.schemas }),
    partitions: target.dimensions,
    added,
    emptied,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    byteLength: files.reduce((sum, file) => sum + file.byteLength, 0),
    seal: sealKey(asset, "split", "replace", write),
    sawSnapshot: head.number,
    ifSnapshot: head.number,
    metadata: { rolledBackTo: target.number },
  };
}

function byPath({ live, dimensions }: Snapshot): Map<string, LivePartition> {
  return new Map(live.map((each) => [partitionPath(dimensions, each.partition), each]));
}

/** What tells two states of a partition apart. */
function stateOf(partition: LivePartition | undefined): string {
  return `${partition?.edited ?? 0}\n${foldersOf(partition)}`;
}

function notFromFiles(asset: string, target: Snapshot, { edited }: LivePartition): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `${asset} cannot go back to snapshot ${target.number}: snapshot ${edited} changed rows of it in the table, and going back is by files.`,
    details: { capability: "rollback to changed rows", plugin: "@sluice/sdk" },
    hint: `Load that snapshot and store its rows, or go back to one before ${edited}.`,
  });
}

function foldersOf(partition: LivePartition | undefined): string {
  return (partition?.writes ?? []).map((write) => write.folder).join("\n");
}

function restored(partition: LivePartition | undefined): PartitionWrite[] {
  return (partition?.writes ?? []).map(({ folder, files, write, handler, writtenWith, ownedBy }) => ({
    partition: (partition as LivePartition).partition,
    folder,
    files,
    origin: { write, handler },
    ...(writtenWith === undefined ? {} : { writtenWith }),
    ...(ownedBy === undefined ? {} : { ownedBy }),
  }));
}
