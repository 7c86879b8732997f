import { isSluiceError, SluiceError } from "../error.js";
import { filesTell } from "../log/edited.js";
import { jsonBytes } from "../log/json-object.js";
import { layout } from "../log/layout.js";
import type { StoredSnapshotLog } from "../log/snapshot-log.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Catalog, CatalogContext, Publication } from "../plugin/catalog.js";
import type { SluiceEvent } from "../plugin/event.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import { adoptedSchema } from "./evolution.js";
import type { Handler } from "./handlers.js";
import { readWrite } from "./read-write.js";
import { type Receipt, receiptOf } from "./receipt.js";
import { replacedRows } from "./replaced-rows.js";
import type { StepClock } from "./step-clock.js";

/** What publishing works with. */
export interface PublishContext {
  readonly asset: AssetDescription;
  readonly store: ObjectStore;
  readonly handlers: readonly Handler[];
  readonly catalog: Catalog;
  readonly log: StoredSnapshotLog;
  readonly signal?: AbortSignal;
  emit(event: SluiceEvent): void;
}

/** Commits the sealed write and shows it. An error after the commit is `PUBLISH_INCOMPLETE` and carries the receipt. */
export async function publishWrite(
  write: SealedWrite,
  adopted: boolean,
  context: PublishContext,
  clock: StepClock,
): Promise<Receipt> {
  const { asset, store, catalog, signal, emit } = context;
  // A store does this beside its seal; one that was found may come from a process that died before it did.
  const indexes = adopted || write.operation !== undefined;
  if (indexes && isFirst(write.sawSnapshot, asset)) await indexAsset(store, asset.key, signal);
  if (adopted) {
    const nextSchema = await adoptedSchema(write, context);
    const replaces = replacedRows(write, asset);
    await catalog.prepare({
      ...catalogContext(context, adopted).context,
      nextSchema,
      replaces,
    });
  }
  const tracked = catalogContext(context, adopted, write);
  const { delivery } = catalog.capabilities;
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
          { snapshot: committed.snapshot, relation, delivery },
          committed,
          clock.millis(),
        ),
      },
      hint: "Do not store it again. Call io.republish(asset), or let the next store show both.",
      cause,
    });
  } finally {
    await tracked.kept();
  }
  const committed = tracked.committed() ?? { replayed: false };
  const receipt = receiptOf(write, { ...publication, delivery }, committed, clock.millis());
  emit({ type: "store-end", asset: asset.key, snapshot: receipt.snapshot, rows: receipt.rows });
  return receipt;
}

interface Committed {
  readonly snapshot: number;
  readonly replayed: boolean;
  readonly schemaChanges: readonly string[] | undefined;
}

/**
 * The catalog's view of the flow, and whether it has committed `own` through the log. A catalog may finish the write of
 * somebody who died on the way there: that is none of this one's.
 */
export function catalogContext(
  { asset, log, store, handlers, catalog, signal, emit }: PublishContext,
  adopted: boolean,
  own?: SealedWrite,
): {
  context: CatalogContext;
  committed: () => Committed | undefined;
  /** Resolves when what goes on after commits of `own` has ended. */
  kept: () => Promise<unknown>;
} {
  let committed: Committed | undefined;
  const keeping: Promise<void>[] = [];
  const after = own && ((each: Promise<void>): unknown => keeping.push(each));
  const isOwn = ({ seal }: SealedWrite): boolean => own === undefined || seal === own.seal;
  const shown = (snapshot: Snapshot): Snapshot => {
    checkTold(snapshot, asset.key, catalog);
    return snapshot;
  };
  const context: CatalogContext = {
    asset,
    store,
    signal,
    emit,
    read: (write) => readWrite(write, { asset, store, handlers, signal }),
    log: {
      head: async () => shown(await log.head(signal)),
      at: async (number) => shown(await log.at(number, signal)),
      commits: (after, to) => log.commits(after, to, signal),
      async find(write) {
        const found = await log.find(write, { adopted: adopted && isOwn(write), signal });
        if (found !== undefined && isOwn(write)) {
          committed = { snapshot: found.number, replayed: true, schemaChanges: found.schemaChanges };
        }
        return found;
      },
      async commit(write, { done } = {}) {
        const outcome = await log.commit(write, { adopted: adopted && isOwn(write), done, after, signal });
        const { number, schemaChanges } = outcome.commit;
        if (isOwn(write)) committed = { snapshot: number, replayed: outcome.replayed, schemaChanges };
        emit({ type: "write-committed", asset: asset.key, snapshot: number });
        return outcome;
      },
    },
  };
  return { context, committed: () => committed, kept: () => Promise.all(keeping) };
}

/** `CAPABILITY_MISSING` for a catalog that goes by files alone: it would show rows that are no longer there. */
export function checkTold({ live, number }: Snapshot, asset: string, { name, capabilities }: Catalog): void {
  if (capabilities.modes.includes("upsert") || capabilities.deletes || filesTell(live)) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `Rows of snapshot ${number} of ${asset} were changed in a table that ${name} does not know; its files do not tell them.`,
    details: { capability: "upsert", plugin: name },
    hint: "Use the catalog that made the upsert or the delete.",
  });
}

/** Whether a write that saw that snapshot puts the asset into the index. Those of a run are in none. */
export function isFirst(sawSnapshot: number, { scope }: AssetDescription): boolean {
  return sawSnapshot === 0 && scope !== "run";
}

export async function indexAsset(store: ObjectStore, asset: string, signal?: AbortSignal): Promise<void> {
  try {
    const options = { mode: "create", contentType: "application/json", signal } as const;
    await store.put(layout.assetIndex(asset), jsonBytes({ asset }), options);
  } catch (error) {
    if (!isSluiceError(error, "OBJECT_EXISTS")) throw error;
  }
}
