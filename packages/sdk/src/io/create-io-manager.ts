import type { Schema } from "@sluice/type-mapping";
import { follow } from "../abort.js";
import type { Asset } from "../asset/asset.js";
import { isTable } from "../asset/family.js";
import type { Handler } from "../flow/handlers.js";
import { plainRows, typedRows } from "../flow/query-rows.js";
import { manifest } from "../manifest.js";
import { checkOptions, flag, type OptionRules } from "../options.js";
import type { Catalog, Finding } from "../plugin/catalog.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { SqlStatement } from "../plugin/sql-statement.js";
import { type RetryOptions, retryPolicy } from "../retry/policy.js";
import { stateOf } from "../state/state-of.js";
import { builtInHandlers } from "../value/built-in.js";
import { checkedCalls } from "./checked-calls.js";
import { type CompactOptions, compact } from "./compact.js";
import { type DeleteOptions, deleteFrom } from "./delete.js";
import { listSnapshots, type RollbackOptions, rollbackAsset, type SnapshotsOptions } from "./history.js";
import { inRun, readIn } from "./in-run.js";
import type { IOManager, MaintenancePolicy, SweepOptions } from "./io-manager.js";
import { Lake } from "./lake.js";
import { listFiles, listPartitions } from "./list-asset.js";
import { maintain } from "./maintain.js";
import { checkPairings } from "./pairings.js";
import { planStore } from "./plan-store.js";
import { runQuery } from "./query.js";
import { type ReadOptions, readAll, readAsset, readEach, readRows } from "./read-asset.js";
import { readEachValue, readValue } from "./read-value.js";
import { store } from "./store.js";
import { sweep, sweepRuns } from "./sweep.js";
import { listTableHistory, type TableHistoryOptions } from "./table-history.js";
import { unlessAborted } from "./unless-aborted.js";
import { type WholeOptions, whole } from "./whole.js";

export interface IOManagerOptions {
  /**
   * The first one of a family writes; all of them read. Those of `bytes`, `json` and `object` are always there, after
   * these. Default: no others, so no tables.
   */
  readonly handlers?: readonly Handler[];
  readonly store: ObjectStore;
  /** Default: no engine, the log alone says what the table is. */
  readonly catalog?: Catalog;
  /**
   * Requests that fail for the moment are made again, after waits of random length that grow. Default: 5 tries, none of
   * them begun later than 30 seconds after the first. `false`: one try.
   */
  readonly retry?: RetryOptions | false;
  /**
   * Puts a report of each store and rollback that fails under `_failures/` of its asset: what the error says, with the
   * value that was refused. Default `false`.
   */
  readonly keepFailures?: boolean;
}

const managerOptions = {
  ...{ handlers: "any", store: "any", catalog: "any", retry: "any", keepFailures: flag },
} satisfies OptionRules<keyof IOManagerOptions>;

/** Puts store, handlers and catalog together. Asks nobody; `CONFIGURATION_INVALID` for parts that do not fit. */
export function createIOManager(options: IOManagerOptions): IOManager {
  checkOptions("createIOManager", options, managerOptions);
  const { handlers = [], store: objects, catalog = manifest(), retry, keepFailures = false } = options ?? {};
  checkPairings({ handlers, store: objects, catalog });
  const parts = { handlers: [...handlers, ...builtInHandlers()], store: objects, catalog, keepFailures };
  const lake = new Lake(parts, retryPolicy(retry));
  const manager = checkedCalls({
    store: (asset: Asset, value: unknown, options?: object) => store(lake, asset, value, options),

    plan: async (asset: Asset, options?: object) => planStore(lake, asset, options),

    async load(asset: Asset, options: WholeOptions & InRun = {}) {
      const description = readIn(asset.description, options);
      const read = isTable(description) ? readAll : readValue;
      return unlessAborted(`Loading ${description.key}`, options.signal, () =>
        whole((tried) => read(lake, description, tried), options, lake, description),
      );
    },
    async loadEach(asset: Asset, options: WholeOptions & InRun = {}) {
      const description = readIn(asset.description, options);
      const read = isTable(description) ? readEach : readEachValue;
      return unlessAborted(`Loading ${description.key}`, options.signal, () =>
        whole((tried): Promise<unknown> => read(lake, description, tried), options, lake, description),
      );
    },
    stream: ({ description }: Asset, options?: ReadOptions & InRun) =>
      readAnew(options, async function* rowsOf(followed) {
        for await (const { rows } of readRows(lake, readIn(description, options), followed)) yield* rows;
      }),
    batches: ({ description }: Asset, options?: ReadOptions & InRun) =>
      readAnew(options, async function* batchesOf(followed) {
        for await (const { batch } of readAsset(lake, readIn(description, options), followed)) yield batch;
      }),
    files: ({ description }: Asset, options?: ReadOptions & InRun) =>
      unlessAborted(`Listing the files of ${description.key}`, options?.signal, async () =>
        listFiles(lake, readIn(description, options), options),
      ),
    partitions: ({ description }: Asset, options?: SignalOptions & InRun) =>
      unlessAborted(`Listing the partitions of ${description.key}`, options?.signal, async () =>
        listPartitions(lake, readIn(description, options), options),
      ),
    snapshots: ({ description }: Asset, options?: SnapshotsOptions & TableHistoryOptions & InRun) =>
      unlessAborted(
        `Listing the snapshots of ${description.key}`,
        options?.signal,
        async (): Promise<unknown> =>
          (options?.of === undefined ? listSnapshots : listTableHistory)(
            lake,
            readIn(description, options),
            options,
          ),
      ),
    rollback: async ({ description }: Asset, options: RollbackOptions & InRun) =>
      rollbackAsset(lake, readIn(description, options), options),

    state(asset: Asset, options?: InRun) {
      const description = readIn(asset.description, options);
      lake.claimName(description);
      return stateOf(description.key, lake.store, () => lake.probe());
    },
    delete: async ({ description }: Asset, options?: DeleteOptions) =>
      deleteFrom(lake, inRun(description, options?.run), options),
    compact: ({ description }: Asset, options?: CompactOptions) => compact(lake, description, options),
    sweep: ({ description }: Asset, options?: SweepOptions) =>
      unlessAborted(`Sweeping ${description.key}`, options?.signal, () => sweep(lake, description, options)),
    sweepRuns: (options?: SweepOptions) =>
      unlessAborted("Sweeping the runs", options?.signal, () => sweepRuns(lake, options)),

    maintain: ({ description }: Asset, policy: MaintenancePolicy) =>
      unlessAborted(`Maintaining ${description.key}`, policy.signal, () =>
        maintain(lake, description, policy),
      ),

    query: (statement: SqlStatement, options?: QueryOptions) =>
      unlessAborted("The query", options?.signal, () => queryRows(lake, statement, options)),
    assets: ({ signal }: SignalOptions = {}) =>
      unlessAborted("Listing the assets", signal, () => lake.assets(signal)),
    async republish(asset: Asset, { signal }: SignalOptions = {}) {
      const description = readIn(asset.description);
      const { key } = description;
      lake.claimName(description);
      return unlessAborted(`Showing ${key}`, signal, () =>
        lake.catalogOf(description).republish(lake.contextOf(description, signal)),
      );
    },
    check: ({ signal }: SignalOptions = {}) =>
      unlessAborted("The check", signal, () => checkLake(lake, signal)),

    on: lake.on.bind(lake),
    close: () => lake.close(),
    [Symbol.asyncDispose]: () => lake.close(),
  });
  // The interface says what the types of an asset promise; here they are erased.
  return manager as unknown as IOManager;
}

interface SignalOptions {
  readonly signal?: AbortSignal;
}

interface InRun {
  readonly run?: unknown;
}

interface QueryOptions {
  readonly as?: { readonly schema: Schema };
  readonly signal?: AbortSignal;
}

async function queryRows(
  lake: Lake,
  statement: SqlStatement,
  options: QueryOptions = {},
): Promise<unknown[]> {
  const result = await runQuery(lake, statement, options.signal);
  return options.as === undefined ? plainRows(result) : typedRows(result, options.as.schema);
}

/** Looks at store and catalog, and makes a finding of every failure. */
async function checkLake(lake: Lake, signal?: AbortSignal): Promise<readonly Finding[]> {
  const { store, catalog } = lake;
  const probe = async (): Promise<Finding[]> => {
    await lake.probe();
    return [{ level: "ok", message: `${store.name} honours create-only puts.` }];
  };
  const found = await Promise.allSettled([probe(), catalog.check?.({ store, signal }) ?? []]);
  return found.flatMap((each) => (each.status === "fulfilled" ? each.value : [findingOf(each.reason)]));
}

function findingOf(error: unknown): Finding {
  return { level: "error", message: error instanceof Error ? error.message : String(error) };
}

/**
 * Each loop over it begins anew: a generator would give the second one nothing, without a word. The signal it listens to
 * follows that of the options.
 */
function readAnew<Item>(
  options: ReadOptions = {},
  read: (followed: ReadOptions) => AsyncGenerator<Item>,
): AsyncIterable<Item> {
  return {
    async *[Symbol.asyncIterator]() {
      const { signal, end } = follow(options.signal);
      try {
        yield* read({ ...options, signal });
      } finally {
        end();
      }
    },
  };
}
