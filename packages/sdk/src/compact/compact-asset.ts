import { isSluiceError, SluiceError } from "../error.js";
import { filesOf, type PlacedFile } from "../flow/files-of.js";
import { readFile } from "../flow/load-table.js";
import { PartitionWriter } from "../flow/partition-writer.js";
import { catalogContext, type PublishContext, publishWrite } from "../flow/publish-write.js";
import { type Receipt, receiptOf } from "../flow/receipt.js";
import { createSeal, sealKey } from "../flow/seal.js";
import { type StepClock, stepClock } from "../flow/step-clock.js";
import { verifyFiles } from "../flow/verify.js";
import { checkRows } from "../flow/write-rows.js";
import { editedPartitions } from "../log/edited.js";
import { newWriteId } from "../log/layout.js";
import { RowPool } from "../pack/row-queue.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Catalog } from "../plugin/catalog.js";
import type { PartitionWrite, SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { type FileGroup, fileGroups } from "./file-groups.js";

/** How often it starts over when somebody commits to one of its partitions meanwhile. */
const tries = 3;

export interface CompactRequest {
  readonly partition?: unknown;
  readonly targetFileBytes: number;
}

/** Writes the files of partitions with many anew as few, as a commit of its own. The rows and their order stay. */
export async function compactAsset(
  request: CompactRequest,
  handler: TypeHandler,
  context: PublishContext,
): Promise<Receipt> {
  const { asset, catalog, log, store, signal, emit } = context;
  const clock = stepClock();
  for (let attempt = 1; ; attempt++) {
    const head = await log.head(signal);
    checkOwn(head, asset, catalog);
    const groups = fileGroups(toldFiles(head, asset, request), request.targetFileBytes).flat();
    const id = newWriteId();
    if (groups.length === 0) return nothingCompacted(id, head, context, clock);
    await catalog.prepare({ ...catalogContext(context, false).context, nextSchema: head.schema });
    emit({ type: "store-start", asset: asset.key, write: id });
    const added = await clock.time("write", () => rewrite(groups, head, id, handler, context));
    await clock.time("verify", () => verifyFiles(added, { asset: asset.key, store, handler, signal }));
    const write = compactWrite(id, head, added, handler.name, context);
    await clock.time("seal", () => createSeal(store, write, signal));
    emit({ type: "write-sealed", asset: asset.key, seal: write.seal });
    try {
      return await publishWrite(write, false, context, clock);
    } catch (error) {
      if (!isSluiceError(error, "PUBLISH_CONFLICT") || attempt === tries) throw error;
    }
  }
}

/** The files of partitions whose rows they tell. The others are of no use to anybody as fewer. */
export function toldFiles(
  snapshot: Snapshot,
  asset: AssetDescription,
  { partition }: Pick<CompactRequest, "partition">,
): PlacedFile[] {
  const edited = editedPartitions(snapshot.live);
  return filesOf(snapshot, asset, { partition }).filter((file) => !edited.has(file.partition));
}

/** Files that a table has taken over may go at any time, and merging them would make it none smaller. */
function checkOwn({ live }: Snapshot, asset: AssetDescription, { name }: Catalog): void {
  if (live.every(({ writes }) => writes.every(({ ownedBy }) => ownedBy === undefined))) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} is not compacted: its table in ${name} has taken over files of it.`,
    details: { capability: "compact", plugin: name },
    hint: "io.maintain(asset, { optimize: true }) merges the files of the table.",
  });
}

/** Each group under a folder of its own: the first of all under the id of the write. */
async function rewrite(
  groups: readonly FileGroup[],
  head: Snapshot,
  id: string,
  handler: TypeHandler,
  context: PublishContext,
): Promise<PartitionWrite[]> {
  const schema = head.schema ?? context.asset.schema;
  const asset = { ...context.asset, schema };
  const added: PartitionWrite[] = [];
  const taken = new Set<string>();
  const pool = new RowPool(schema, asset.key);
  for (const files of groups) {
    const partition = files[0]?.partition ?? [];
    const path = JSON.stringify(partition);
    const write = taken.has(path) ? newWriteId() : id;
    taken.add(path);
    const writer = new PartitionWriter(partition, { ...context, asset, handler, pool, write });
    try {
      for (const file of files) {
        // Bytes that changed must not get a checksum of their own.
        for await (const batch of readFile(file, schema, schema, { ...context, asset, verify: true })) {
          writer.push(batch);
          if (writer.full) await writer.stream();
        }
      }
      const made = await writer.finish();
      checkRows(asset.key, [writer], [made]);
      added.push(write === id ? made : { ...made, origin: { write, handler: handler.name } });
    } catch (error) {
      await writer.fail(error);
      throw error;
    }
  }
  return added;
}

function compactWrite(
  id: string,
  head: Snapshot,
  added: readonly PartitionWrite[],
  handler: string,
  { asset }: PublishContext,
): SealedWrite {
  const files = added.flatMap((each) => each.files);
  return {
    asset: asset.key,
    write: id,
    operation: "compact",
    mode: "replace",
    scope: head.dimensions.length === 0 ? "all" : "named",
    handler,
    schema: head.schema ?? asset.schema,
    partitions: head.dimensions,
    added,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    byteLength: files.reduce((sum, file) => sum + file.byteLength, 0),
    seal: sealKey(asset.key, "split", "replace", id),
    sawSnapshot: head.number,
    ifSnapshot: head.number,
  };
}

/** No commit, no partition, no file. */
function nothingCompacted(id: string, head: Snapshot, context: PublishContext, clock: StepClock): Receipt {
  const none = compactWrite(id, head, [], "", context);
  const relation = context.catalog.relation(context.asset);
  return receiptOf(none, { snapshot: head.number, relation }, { replayed: false }, clock.millis());
}
