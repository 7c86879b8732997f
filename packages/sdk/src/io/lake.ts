import { isTable } from "../asset/family.js";
import { SluiceError } from "../error.js";
import type { Handler } from "../flow/handlers.js";
import { probeCreateOnly } from "../flow/probe.js";
import { catalogContext, type PublishContext } from "../flow/publish-write.js";
import { layout } from "../log/layout.js";
import { StoredSnapshotLog } from "../log/snapshot-log.js";
import { manifest } from "../manifest.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Catalog, CatalogContext, QueryColumn } from "../plugin/catalog.js";
import type { SluiceEvent } from "../plugin/event.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { RetryPolicy } from "../retry/policy.js";
import { retryingCatalog } from "../retry/retrying-catalog.js";
import { retryingStore } from "../retry/retrying-store.js";
import { checkOwned } from "../source/check-owned.js";
import { tell } from "../tell.js";

/** Publishes what no engine shows. */
const logAlone = manifest();

/** So many logs are kept, those asked for last. */
const keptLogs = 500;

/** Handlers, store and catalog together with what one io manager remembers of them. */
export class Lake {
  /** The first one of a family writes; all of them read. */
  readonly handlers: readonly Handler[];
  readonly store: ObjectStore;
  readonly catalog: Catalog;
  /** Whether reports of failed writes are kept beside their asset. */
  readonly keepFailures: boolean;
  private readonly listeners = new Set<(event: SluiceEvent) => void>();
  private readonly logs = new Map<string, StoredSnapshotLog>();
  private readonly names = new Map<string, string>();
  private readonly columns = new WeakMap<AssetDescription, Promise<readonly QueryColumn[]>>();
  private probed: Promise<void> | undefined;

  constructor(parts: Pick<Lake, "handlers" | "store" | "catalog" | "keepFailures">, retry: RetryPolicy) {
    this.handlers = parts.handlers;
    this.keepFailures = parts.keepFailures;
    this.store = retryingStore(parts.store, retry, this.emit);
    this.catalog = retryingCatalog(parts.catalog, retry);
  }

  readonly emit = (event: SluiceEvent): void => {
    for (const listener of this.listeners) tell(listener, event);
  };

  on(listener: (event: SluiceEvent) => void): () => void {
    if (typeof listener !== "function") {
      throw new SluiceError("CONFIGURATION_INVALID", {
        message: `io.on was given no function, but ${typeof listener}.`,
        details: {},
        hint: "Give a function that takes an event: io.on((event) => console.log(event.type)).",
      });
    }
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** What publishes the asset: the catalog shows tables that last, for anything else the log alone counts. */
  catalogOf(asset: AssetDescription): Catalog {
    return isTable(asset) && asset.scope !== "run" ? this.catalog : logAlone;
  }

  /** The one log of an asset, which keeps what it has read. */
  logOf(asset: AssetDescription): StoredSnapshotLog {
    const known = this.logs.get(asset.key) ?? new StoredSnapshotLog({ asset: asset.key, store: this.store });
    // The one asked for last is the last to be dropped; another one would read the same.
    this.logs.delete(asset.key);
    this.logs.set(asset.key, known);
    for (const [key] of this.logs) {
      if (this.logs.size <= keptLogs) break;
      this.logs.delete(key);
    }
    return known;
  }

  /** The assets of those runs are gone: nothing that was read of them counts any more. */
  forgetRuns(runs: readonly string[]): void {
    const folders = runs.map((run) => layout.runFolder(run));
    for (const [key] of this.logs) {
      if (folders.some((folder) => key.startsWith(folder))) this.logs.delete(key);
    }
  }

  publishing(asset: AssetDescription, signal?: AbortSignal): PublishContext {
    const { store, handlers, emit } = this;
    const [catalog, log] = [this.catalogOf(asset), this.logOf(asset)];
    return { asset, store, handlers, catalog, log, signal, emit };
  }

  contextOf(asset: AssetDescription, signal?: AbortSignal): CatalogContext {
    return catalogContext(this.publishing(asset, signal), false).context;
  }

  /** The columns of the table of a source, which `find` looks for once. */
  async columnsOf(
    source: AssetDescription,
    find: () => Promise<readonly QueryColumn[]>,
  ): Promise<readonly QueryColumn[]> {
    const known = this.columns.get(source) ?? find();
    this.columns.set(source, known);
    try {
      return await known;
    } catch (error) {
      this.columns.delete(source);
      throw error;
    }
  }

  /** `CAPABILITY_MISSING` for a source. `NAME_COLLISION` if another asset used here has the same name in SQL, or a key that differs by case only. */
  claimName(asset: AssetDescription): void {
    checkOwned(asset);
    for (const name of [asset.key.toLowerCase(), this.catalogOf(asset).relation(asset)]) {
      if (name === undefined) continue;
      const other = this.names.get(name) ?? asset.key;
      if (other !== asset.key) {
        throw new SluiceError("NAME_COLLISION", {
          message: `The assets ${other} and ${asset.key} are both ${name}.`,
          details: { relation: name, assets: [other, asset.key] },
          hint: "Give one of them another key.",
        });
      }
      this.names.set(name, asset.key);
    }
  }

  /** Makes sure, once, that the store honours create-only puts. */
  async probe(): Promise<void> {
    // Without the caller's signal: one caller's giving up is not the others'.
    this.probed ??= probeCreateOnly(this.store);
    try {
      await this.probed;
    } catch (error) {
      this.probed = undefined;
      throw error;
    }
  }

  /** Keys of the assets the store has held. */
  async assets(signal?: AbortSignal): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.store.list(layout.assetIndexFolder, { signal })) {
      keys.push(decodeURIComponent(key.slice(layout.assetIndexFolder.length, -".json".length)));
    }
    return keys;
  }

  async close(): Promise<void> {
    await Promise.all([
      ...this.handlers.map((handler) => handler.close?.()),
      this.store.close?.(),
      this.catalog.close?.(),
    ]);
  }
}
