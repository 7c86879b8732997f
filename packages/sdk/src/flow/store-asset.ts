import { type MergePolicy, schemaText } from "@sluice/type-mapping";
import { together } from "../concurrent.js";
import { isSluiceError } from "../error.js";
import { newWriteId } from "../log/layout.js";
import type { StoredSnapshotLog } from "../log/snapshot-log.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { SealedWrite, Snapshot, WriteMetadata, WriteMode, WriteRun } from "../plugin/snapshot-log.js";
import { plannedEvolution } from "./evolution.js";
import type { FileWriter, WrittenFiles } from "./file-writer.js";
import { checkFamily, checkSameFamily } from "./handlers.js";
import {
  catalogContext,
  checkTold,
  indexAsset,
  isFirst,
  type PublishContext,
  publishWrite,
} from "./publish-write.js";
import { type Receipt, receiptOf } from "./receipt.js";
import { replacedRows } from "./replaced-rows.js";
import { checkSameWrite, createSeal, readSeal, sealKey } from "./seal.js";
import { type StepClock, stepClock } from "./step-clock.js";
import { type Verification, verifyChecksums } from "./verify.js";
import { writePrepared } from "./write-prepared.js";

/** What a store was asked to do. */
export interface StoreRequest {
  readonly target: PartitionValues | "split";
  readonly mode: WriteMode;
  /** Of an upsert: the columns that tell rows apart. */
  readonly key?: readonly string[];
  readonly scope: "all" | "named";
  /** Absent: `strict`. */
  readonly schemaEvolution?: MergePolicy;
  readonly ignoreExtra: boolean;
  readonly idempotencyKey?: string;
  readonly fingerprint?: string;
  readonly ifSnapshot?: number;
  readonly metadata?: WriteMetadata;
  /** Absent: `files`. */
  readonly verify?: Verification;
  readonly run?: WriteRun;
}

/** The columns an asset had when its catalog last prepared it here. */
const preparedColumns = new WeakMap<StoredSnapshotLog, string>();

/**
 * The one flow: pack, encode, put, verify, seal, publish, receipt. Nothing is written before `probed` says that the store
 * is safe.
 */
export async function storeAsset(
  writer: FileWriter,
  request: StoreRequest,
  context: PublishContext,
  probed: Promise<void>,
): Promise<Receipt> {
  writer.open?.();
  if (request.idempotencyKey !== undefined) await probed;
  const { asset, store, handlers, catalog, log, signal, emit } = context;
  const clock = stepClock();
  const write = newWriteId();
  const keyOf = (attempt: number): string =>
    sealKey(asset.key, request.target, request.mode, request.idempotencyKey ?? write, attempt);
  let seal = keyOf(1);
  for (let attempt = 1; request.idempotencyKey !== undefined; seal = keyOf(++attempt)) {
    const found = await readSeal(store, asset.key, seal, signal);
    if (found === undefined) break;
    checkFamily(asset, found.schema, new Set([found.handler]), handlers);
    checkSameWrite(found, asset, request);
    emit({ type: "store-start", asset: asset.key, write: found.write });
    try {
      return await publishWrite(found, true, context, clock);
    } catch (error) {
      // Its files are gone, so it is written anew.
      if (!isSluiceError(error, "WRITE_REVOKED")) throw error;
    }
  }
  emit({ type: "store-start", asset: asset.key, write });
  const [, head] = await together(probed, log.head(signal));
  checkSameFamily(asset, head, handlers);
  if (request.mode !== "replace" || request.scope !== "all") checkTold(head, asset.key, catalog);
  const { schema: nextSchema } = plannedEvolution(asset, request, head, catalog);
  const { key } = request;
  const preparing = catalogContext(context, false).context;
  const replaces = replacedRows(request, asset);
  const columns = JSON.stringify([schemaText(nextSchema), key, replaces]);
  const written = await writePrepared({
    isKnown: writer.besidePreparing === true && preparedColumns.get(log) === columns,
    prepare: () =>
      catalog.prepare({
        ...preparing,
        nextSchema,
        ...(key === undefined ? {} : { key }),
        replaces,
      }),
    write: async (limit) => {
      const files = await clock.time("write", () => writer.write(write, limit));
      await clock.time("verify", async () => {
        await writer.verify(files.added);
        if (request.verify === "checksum")
          await verifyChecksums(files.added, { asset: asset.key, store, signal });
      });
      return files;
    },
    signal,
  });
  preparedColumns.set(log, columns);
  clock.set("pack", written.packMillis);
  clock.set("encode", written.clock.encode.millis);
  clock.set("put", written.clock.put.millis);
  if (written.added.length === 0 && request.scope !== "all")
    return nothingStored(
      sealedWrite(asset, request, written, { write, seal: "", head, handler: writer.handler }),
      context,
      clock,
    );
  const made = sealedWrite(asset, request, written, { write, seal, head, handler: writer.handler });
  await clock.time("verify", async () => catalog.inspect?.(made, preparing));
  const [sealed] = await clock.time("seal", () =>
    together(
      createSeal(store, made, signal),
      isFirst(head.number, asset) ? indexAsset(store, asset.key, signal) : undefined,
    ),
  );
  emit({ type: "write-sealed", asset: asset.key, seal });
  if (sealed.adopted) checkSameWrite(sealed.write, asset, request);
  return publishWrite(sealed.write, sealed.adopted, context, clock);
}

function sealedWrite(
  asset: AssetDescription,
  request: StoreRequest,
  written: WrittenFiles,
  made: { readonly write: string; readonly seal: string; readonly head: Snapshot; readonly handler: string },
): SealedWrite {
  const files = written.added.flatMap((each) => each.files);
  return {
    asset: asset.key,
    write: made.write,
    mode: request.mode,
    ...(request.key === undefined ? {} : { key: request.key }),
    scope: request.scope,
    handler: made.handler,
    schema: asset.schema,
    ...(request.schemaEvolution === undefined || request.schemaEvolution === "strict"
      ? {}
      : { schemaEvolution: request.schemaEvolution }),
    partitions: asset.partitions,
    added: written.added,
    rows: written.rows,
    byteLength: files.reduce((sum, file) => sum + file.byteLength, 0),
    seal: made.seal,
    sawSnapshot: made.head.number,
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
    ...(request.fingerprint === undefined ? {} : { fingerprint: request.fingerprint }),
    ...(request.ifSnapshot === undefined ? {} : { ifSnapshot: request.ifSnapshot }),
    ...(request.metadata === undefined ? {} : { metadata: request.metadata }),
    ...(request.run === undefined ? {} : { run: request.run }),
  };
}

/** A split of no rows names no partition, so it changes none. */
function nothingStored(none: SealedWrite, context: PublishContext, clock: StepClock): Receipt {
  const { asset, catalog, emit } = context;
  const snapshot = none.sawSnapshot;
  emit({ type: "store-end", asset: asset.key, snapshot, rows: 0 });
  return receiptOf(
    none,
    { snapshot, relation: catalog.relation(asset) },
    { replayed: false },
    clock.millis(),
  );
}
