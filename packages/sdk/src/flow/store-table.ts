import { randomBytes } from "node:crypto";
import { isSluiceError, SluiceError } from "../error.js";
import { jsonBytes } from "../log/json-object.js";
import { layout } from "../log/layout.js";
import { checkSameDefinition } from "../log/same-definition.js";
import type { StoredSnapshotLog } from "../log/snapshot-log.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { Catalog, CatalogContext, Publication } from "../plugin/catalog.js";
import type { SluiceEvent } from "../plugin/event.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { noMillis, type Receipt, receiptOf, type StepMillis } from "./receipt.js";
import { checkSameWrite, createSeal, readSeal, sealKey } from "./seal.js";
import { verifyFiles } from "./verify.js";
import { writeRows } from "./write-rows.js";

/** What a store works with. */
export interface StoreContext {
  readonly asset: AssetDescription;
  readonly handler: TypeHandler;
  readonly store: ObjectStore;
  readonly catalog: Catalog;
  readonly log: StoredSnapshotLog;
  readonly signal?: AbortSignal;
  emit(event: SluiceEvent): void;
}

/** What a store was asked to do. */
export interface StoreRequest {
  readonly target: PartitionValues | "split";
  readonly mode: "replace" | "append";
  readonly scope: "all" | "named";
  readonly ignoreExtra: boolean;
  readonly idempotencyKey?: string;
  readonly fingerprint?: string;
}

/** The one flow: pack, encode, put, verify, seal, publish, receipt. */
export async function storeTable(
  value: unknown,
  request: StoreRequest,
  context: StoreContext,
): Promise<Receipt> {
  const { asset, store, catalog, log, signal, emit } = context;
  const clock = stepClock();
  const write = randomBytes(12).toString("hex");
  const seal = sealKey(asset.key, request.target, request.mode, request.idempotencyKey ?? write);
  if (request.idempotencyKey !== undefined) {
    const found = await readSeal(store, asset.key, seal, signal);
    if (found !== undefined) {
      checkSameWrite(found, asset, request);
      emit({ type: "store-start", asset: asset.key, write: found.write });
      return publish(found, true, context, clock);
    }
  }
  emit({ type: "store-start", asset: asset.key, write });
  const head = await log.head(signal);
  checkSameDefinition(asset.key, asset, head);
  await catalog.prepare(catalogContext(context, false).context);

  const written = await clock.time("write", () => writeRows(value, { ...context, ...request, write }));
  clock.set("pack", written.packMillis);
  if (written.added.length === 0 && request.scope !== "all")
    return nothingStored(asset, request, write, head, context, clock);
  await clock.time("verify", () => verifyFiles(written.added, { ...context, asset: asset.key }));
  const sealed = await clock.time("seal", () =>
    createSeal(
      store,
      sealedWrite(asset, request, written, { write, seal, head, handler: context.handler.name }),
      signal,
    ),
  );
  emit({ type: "write-sealed", asset: asset.key, seal });
  if (sealed.adopted) checkSameWrite(sealed.write, asset, request);
  return publish(sealed.write, sealed.adopted, context, clock);
}

async function publish(
  write: SealedWrite,
  adopted: boolean,
  context: StoreContext,
  clock: StepClock,
): Promise<Receipt> {
  const { asset, store, catalog, signal, emit } = context;
  // A seal that was found may come from a process that died before it did this.
  if (write.sawSnapshot === 0) await indexAsset(store, asset.key, signal);
  if (adopted) await catalog.prepare(catalogContext(context, adopted).context);
  const tracked = catalogContext(context, adopted);
  let publication: Publication;
  try {
    publication = await clock.time("publish", () => catalog.publish(write, tracked.context));
  } catch (cause) {
    const committed = tracked.committed();
    if (committed === undefined) throw cause;
    const relation = catalog.relation(asset);
    throw new SluiceError("PUBLISH_INCOMPLETE", {
      message: `Snapshot ${committed.snapshot} of ${asset.key} is committed and loads, but ${catalog.name} does not show it yet: ${cause instanceof Error ? cause.message : String(cause)}`,
      details: {
        asset: asset.key,
        committed: true,
        snapshot: committed.snapshot,
        receipt: receiptOf(
          write,
          { snapshot: committed.snapshot, relation },
          committed.replayed,
          clock.millis(),
        ),
      },
      hint: "Do not store it again. Call io.republish(asset), or let the next store show both.",
      cause,
    });
  }
  const replayed = tracked.committed()?.replayed ?? false;
  const receipt = receiptOf(write, publication, replayed, clock.millis());
  emit({ type: "store-end", asset: asset.key, snapshot: receipt.snapshot, rows: receipt.rows });
  return receipt;
}

/** The catalog's view of the flow, and whether it has committed through the log. */
function catalogContext(
  { asset, log, store, signal, emit }: StoreContext,
  adopted: boolean,
): { context: CatalogContext; committed: () => { snapshot: number; replayed: boolean } | undefined } {
  let committed: { snapshot: number; replayed: boolean } | undefined;
  const context: CatalogContext = {
    asset,
    store,
    signal,
    emit,
    log: {
      head: () => log.head(signal),
      at: (number) => log.at(number, signal),
      commits: (after, to) => log.commits(after, to, signal),
      async commit(write) {
        const outcome = await log.commit(write, { adopted, signal });
        const { number } = outcome.commit;
        committed = { snapshot: number, replayed: outcome.replayed };
        emit({ type: "write-committed", asset: asset.key, snapshot: number });
        return outcome;
      },
    },
  };
  return { context, committed: () => committed };
}

function sealedWrite(
  asset: AssetDescription,
  request: StoreRequest,
  written: { readonly added: SealedWrite["added"]; readonly rows: number },
  made: { readonly write: string; readonly seal: string; readonly head: Snapshot; readonly handler: string },
): SealedWrite {
  const files = written.added.flatMap((each) => each.files);
  return {
    asset: asset.key,
    write: made.write,
    mode: request.mode,
    scope: request.scope,
    handler: made.handler,
    schema: asset.schema,
    partitions: asset.partitions,
    added: written.added,
    rows: written.rows,
    byteLength: files.reduce((sum, file) => sum + file.byteLength, 0),
    seal: made.seal,
    sawSnapshot: made.head.number,
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
    ...(request.fingerprint === undefined ? {} : { fingerprint: request.fingerprint }),
  };
}

/** A split of no rows names no partition, so it changes none. */
function nothingStored(
  asset: AssetDescription,
  request: StoreRequest,
  write: string,
  head: Snapshot,
  context: StoreContext,
  clock: StepClock,
): Receipt {
  const none = sealedWrite(
    asset,
    request,
    { added: [], rows: 0 },
    { write, seal: "", head, handler: context.handler.name },
  );
  context.emit({ type: "store-end", asset: asset.key, snapshot: head.number, rows: 0 });
  return receiptOf(
    none,
    { snapshot: head.number, relation: context.catalog.relation(asset) },
    false,
    clock.millis(),
  );
}

async function indexAsset(store: ObjectStore, asset: string, signal?: AbortSignal): Promise<void> {
  try {
    const options = { mode: "create", contentType: "application/json", signal } as const;
    await store.put(layout.assetIndex(asset), jsonBytes({ asset }), options);
  } catch (error) {
    if (!isSluiceError(error, "OBJECT_EXISTS")) throw error;
  }
}

interface StepClock {
  time<Result>(step: keyof StepMillis, run: () => Promise<Result>): Promise<Result>;
  set(step: keyof StepMillis, millis: number): void;
  millis(): StepMillis;
}

function stepClock(): StepClock {
  const start = performance.now();
  const steps: Record<string, number> = {};
  const rounded = (millis: number): number => Math.round(millis * 10) / 10;
  return {
    async time(step, run) {
      const from = performance.now();
      try {
        return await run();
      } finally {
        steps[step] = rounded(performance.now() - from);
      }
    },
    set(step, millis) {
      steps[step] = rounded(millis);
    },
    millis: () => ({ ...noMillis, ...steps, total: rounded(performance.now() - start) }),
  };
}
