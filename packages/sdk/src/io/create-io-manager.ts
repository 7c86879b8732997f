import type { Schema } from "@sluice/type-mapping";
import type { Asset } from "../asset/asset.js";
import { isSluiceError, SluiceError } from "../error.js";
import { plainRows, typedRows } from "../flow/query-rows.js";
import type { Receipt } from "../flow/receipt.js";
import { storeTable } from "../flow/store-table.js";
import { manifest } from "../manifest.js";
import type { Catalog, Finding } from "../plugin/catalog.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { assetsOf } from "../sql.js";
import type { IOManager } from "./io-manager.js";
import { Lake } from "./lake.js";
import { checkPairings } from "./pairings.js";
import { listFiles, listPartitions, type ReadOptions, readAsset, readRows, scanAsset } from "./read-asset.js";
import { storeRequest } from "./store-request.js";

export interface IOManagerOptions {
  /** The first one writes; all of them read. */
  readonly handlers: readonly TypeHandler[];
  readonly store: ObjectStore;
  /** Default: no engine, the log alone says what the table is. */
  readonly catalog?: Catalog;
}

/** Puts store, handlers and catalog together. Asks nobody; `CONFIGURATION_INVALID` for parts that do not fit. */
export function createIOManager(options: IOManagerOptions): IOManager {
  const parts = { ...options, catalog: options.catalog ?? manifest() };
  checkPairings(parts);
  const lake = new Lake(parts);
  const manager = {
    store: (asset: Asset, value: unknown, options?: object) => storeAsset(lake, asset, value, options),

    async load({ description }: Asset, options?: ReadOptions) {
      const rows: unknown[] = [];
      for await (const page of readRows(lake, description, options)) for (const row of page) rows.push(row);
      return rows;
    },
    async *stream({ description }: Asset, options?: ReadOptions) {
      for await (const page of readRows(lake, description, options)) yield* page;
    },
    async *batches({ description }: Asset, options?: ReadOptions) {
      for await (const { batch } of readAsset(lake, description, options)) yield batch;
    },
    files: ({ description }: Asset, options?: ReadOptions) => listFiles(lake, description, options),
    partitions: ({ description }: Asset) => listPartitions(lake, description),

    query: (statement: SqlStatement, options?: QueryOptions) => runQuery(lake, statement, options),
    assets: () => lake.assets(),
    async republish({ description }: Asset) {
      lake.claimName(description);
      return lake.catalog.republish(lake.contextOf(description));
    },
    check: () => checkLake(lake),

    on: lake.on.bind(lake),
    close: () => lake.close(),
    [Symbol.asyncDispose]: () => lake.close(),
  };
  // The interface says what the types of an asset promise; here they are erased.
  return manager as unknown as IOManager;
}

async function storeAsset(lake: Lake, asset: Asset, value: unknown, options?: object): Promise<Receipt> {
  const { description } = asset;
  const { handlers, store, catalog, emit } = lake;
  const signal = (options as { signal?: AbortSignal } | undefined)?.signal;
  try {
    lake.claimName(description);
    const request = storeRequest(asset, options);
    checkMode(catalog, request.mode);
    await lake.probe();
    const handler = handlers[0] as TypeHandler;
    const log = lake.logOf(description);
    return await storeTable(value, request, {
      asset: description,
      handler,
      store,
      catalog,
      log,
      signal,
      emit,
    });
  } catch (thrown) {
    const error =
      signal?.aborted && !mayBeCommitted(thrown) ? aborted(description.key, signal, thrown) : thrown;
    emit({ type: "store-failed", asset: description.key, error });
    throw error;
  }
}

function mayBeCommitted(error: unknown): boolean {
  return isSluiceError(error, "PUBLISH_INCOMPLETE") || isSluiceError(error, "PUBLISH_STATE_UNKNOWN");
}

// Whatever gave up first, store, handler or engine: what happened is that the caller did.
function aborted(asset: string, signal: AbortSignal, thrown: unknown): SluiceError {
  if (isSluiceError(thrown, "ABORTED")) return thrown;
  return new SluiceError("ABORTED", {
    message: `Storing ${asset} was aborted; nothing was published.`,
    details: { asset },
    cause: signal.reason,
  });
}

function checkMode(catalog: Catalog, mode: "replace" | "append"): void {
  if (catalog.capabilities.modes.includes(mode)) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${catalog.name} cannot ${mode}.`,
    details: { capability: mode, plugin: catalog.name },
    hint: `It can ${catalog.capabilities.modes.join(" and ")}.`,
  });
}

interface QueryOptions {
  readonly as?: { readonly schema: Schema };
  readonly signal?: AbortSignal;
}

async function runQuery(lake: Lake, statement: SqlStatement, options: QueryOptions = {}): Promise<unknown[]> {
  const { catalog, store } = lake;
  const { signal, as } = options;
  if (catalog.query === undefined) {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `${catalog.name} runs no SQL.`,
      details: { capability: "query", plugin: catalog.name },
      hint: "Give createIOManager a catalog with an engine.",
    });
  }
  for (const asset of assetsOf(statement)) await scanAsset(lake, asset, signal);
  const result = await catalog.query(statement, {
    store,
    signal,
    open: (asset) => lake.contextOf(asset, signal),
  });
  return as === undefined ? plainRows(result) : typedRows(result, as.schema);
}

/** Looks at store and catalog, and makes a finding of every failure. */
async function checkLake(lake: Lake): Promise<readonly Finding[]> {
  const { store, catalog } = lake;
  const probe = async (): Promise<Finding[]> => {
    await lake.probe();
    return [{ level: "ok", message: `${store.name} honours create-only puts.` }];
  };
  const found = await Promise.allSettled([probe(), catalog.check?.({ store }) ?? []]);
  return found.flatMap((each) => (each.status === "fulfilled" ? each.value : [findingOf(each.reason)]));
}

function findingOf(error: unknown): Finding {
  return { level: "error", message: error instanceof Error ? error.message : String(error) };
}
