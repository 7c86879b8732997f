import { type AnyAsset, createIOManager, type IOManager, type Receipt } from "@sluice/sdk";
import type {
  Catalog,
  CatalogContext,
  ObjectStore,
  Publication,
  SealedWrite,
  SqlStatement,
  TypeHandler,
} from "@sluice/sdk/plugin";

/** A catalog and what it works with. */
export interface CatalogParts {
  readonly catalog: Catalog;
  /** One the catalog reads. The suite leaves its assets there. */
  readonly store: ObjectStore;
  /** Makes files the catalog reads. */
  readonly handler: TypeHandler;
  /** The rows that arrived of an asset, as a load would give them. For a destination that does not load. */
  received?(asset: string): Promise<Rows>;
}

export type Rows = readonly Readonly<Record<string, unknown>>[];

/** The catalog with everything around it, and ways to do parts of a store. */
export interface Bench {
  readonly catalog: Catalog;
  readonly parts: CatalogParts;
  readonly io: IOManager;
  /** Whether what was stored can be loaded. */
  readonly loads: boolean;
  /** What the core hands a catalog in a process that has just started. `onPut` runs after each put. */
  contextOf(asset: AnyAsset, onPut?: () => Promise<void>): Promise<CatalogContext>;
  /** What is there after those writes, one after the other, in the mode that `store` takes unless told otherwise. */
  after(...writes: readonly Rows[]): Rows;
  /** All of a store but publishing. Unless told otherwise in the mode `replace`, or `append` where that is all there is. */
  seal(asset: AnyAsset, rows: Rows, options?: object): Promise<SealedWrite>;
  /** Seals and publishes. */
  store(asset: AnyAsset, rows: Rows, options?: object): Promise<Publication>;
  /**
   * The rows of the snapshot that the catalog gives for a scan, in order of `id`. Of a destination that does not load
   * the rows that arrived, where it may be handed them twice each one once.
   */
  load(asset: AnyAsset, snapshot?: number | Date): Promise<Rows>;
  /** The rows the catalog answers with, each as a list. */
  query(statement: SqlStatement): Promise<unknown[][]>;
}

export function benchOf(parts: CatalogParts): Bench {
  const { catalog, store, handler } = parts;
  const replaces = catalog.capabilities.modes.includes("replace");
  const loads = catalog.capabilities.loads !== false;
  const ioOf = (over: Partial<Catalog>, objects = store) =>
    createIOManager({ handlers: [handler], store: objects, catalog: { ...forwarding(catalog), ...over } });

  async function seal(asset: AnyAsset, rows: Rows, options?: object): Promise<SealedWrite> {
    let sealed: SealedWrite | undefined;
    const stopped = new Error("sealed, and not published");
    const io = ioOf({
      async publish(write) {
        sealed = write;
        throw stopped;
      },
    });
    await storeIn(io, asset, rows, { mode: replaces ? "replace" : "append", ...options }).catch(
      (error: unknown) => {
        if (error !== stopped) throw error;
      },
    );
    if (sealed === undefined) throw new Error(`a store of ${rows.length} rows was not to be published`);
    return sealed;
  }

  async function contextOf(asset: AnyAsset, onPut?: () => Promise<void>): Promise<CatalogContext> {
    let context: CatalogContext | undefined;
    const capture: Catalog["republish"] = async (given) => {
      context = given;
      return { snapshot: 0 };
    };
    const io = ioOf({ republish: capture }, onPut === undefined ? store : watched(store, onPut));
    await io.republish(asset);
    return context as CatalogContext;
  }

  async function received(asset: string): Promise<Rows> {
    if (parts.received === undefined) throw new Error("a catalog that does not load is tested with received");
    const rows = await parts.received(asset);
    if (catalog.capabilities.delivery !== "at-least-once") return rows;
    return [...new Map(rows.map((row) => [row.id, row])).values()];
  }

  return {
    catalog,
    parts,
    io: ioOf({}),
    loads,
    contextOf,
    after: (...writes) => (replaces ? writes.slice(-1) : writes).flat(),
    seal,
    async store(asset, rows, options) {
      return catalog.publish(await seal(asset, rows, options), await contextOf(asset));
    },
    async load(asset, snapshot) {
      if (!loads) return sorted(await received(asset.key));
      return sorted((await ioOf({}).load(asset, snapshot === undefined ? {} : { snapshot })) as Rows);
    },
    async query(statement) {
      if (catalog.query === undefined) throw new Error(`${catalog.name} has no query`);
      const contexts = new Map<string, CatalogContext>();
      for (const part of statement.parts) {
        if (part.kind !== "asset") continue;
        contexts.set(part.asset.key, await contextOf({ description: part.asset } as AnyAsset));
      }
      const open = ({ key }: { readonly key: string }) => contexts.get(key) as CatalogContext;
      const result = await catalog.query(statement, { store, open });
      const rows: unknown[][] = [];
      for await (const page of result.rows) rows.push(...page.map((row) => [...row]));
      return rows;
    },
  };
}

export function storeIn(io: IOManager, asset: AnyAsset, rows: Rows, options?: object): Promise<Receipt> {
  return (io.store as (asset: AnyAsset, rows: Rows, options?: object) => Promise<Receipt>)(
    asset,
    rows,
    options,
  );
}

function sorted(rows: Rows): Rows {
  return [...rows].sort((left, right) => ((left.id as bigint) < (right.id as bigint) ? -1 : 1));
}

/** All members of the catalog, whichever way it is made. */
function forwarding(catalog: Catalog): Catalog {
  const { plan, inspect, forget, history, partitions, query, read, unload, maintain, check, close } = catalog;
  return {
    specVersion: catalog.specVersion,
    name: catalog.name,
    capabilities: catalog.capabilities,
    relation: (asset) => catalog.relation(asset),
    prepare: (context) => catalog.prepare(context),
    publish: (write, context) => catalog.publish(write, context),
    republish: (context) => catalog.republish(context),
    scan: (request, context) => catalog.scan(request, context),
    ...(plan && { plan: plan.bind(catalog) }),
    ...(inspect && { inspect: inspect.bind(catalog) }),
    ...(forget && { forget: forget.bind(catalog) }),
    ...(history && { history: history.bind(catalog) }),
    ...(partitions && { partitions: partitions.bind(catalog) }),
    ...(query && { query: query.bind(catalog) }),
    ...(read && { read: read.bind(catalog) }),
    ...(unload && { unload: unload.bind(catalog) }),
    ...(maintain && { maintain: maintain.bind(catalog) }),
    ...(check && { check: check.bind(catalog) }),
    ...(close && { close: close.bind(catalog) }),
  };
}

/** The store, with something to do after each put. */
function watched(store: ObjectStore, onPut: () => Promise<void>): ObjectStore {
  return {
    specVersion: store.specVersion,
    name: store.name,
    scheme: store.scheme,
    async put(key, body, options) {
      const info = await store.put(key, body, options);
      await onPut();
      return info;
    },
    get: (key, options) => store.get(key, options),
    head: (key, options) => store.head(key, options),
    list: (prefix, options) => store.list(prefix, options),
    delete: (key, options) => store.delete(key, options),
    locate: (key) => store.locate(key),
  };
}
