import type { Catalog, CatalogContext } from "@sluice/sdk/plugin";

export interface DyingCatalog {
  readonly catalog: Catalog;
  /** Whether it died. */
  died(): boolean;
}

/**
 * The catalog of a process that is killed after so many statements: from then on every step of it throws, and no call of
 * its store or log arrives any more.
 */
export function dyingCatalog(inner: Catalog, afterStatements: number): DyingCatalog {
  let statements = 0;
  let dead = false;
  const check = (): void => {
    if (dead) throw new Error(`killed after ${afterStatements} statements`);
  };
  const alive =
    <Arguments extends unknown[], Result>(call: (...all: Arguments) => Promise<Result>) =>
    async (...all: Arguments): Promise<Result> => {
      check();
      return call(...all);
    };
  const dying = (context: CatalogContext): CatalogContext => ({
    ...context,
    emit(event) {
      check();
      context.emit(event);
      if (event.type !== "statement-run" || ++statements < afterStatements) return;
      dead = true;
      check();
    },
    log: {
      ...context.log,
      head: alive(() => context.log.head()),
      find: alive((...all) => context.log.find(...all)),
      commit: alive((...all) => context.log.commit(...all)),
    },
    store: {
      ...context.store,
      get: alive((...all) => context.store.get(...all)),
      put: alive((...all) => context.store.put(...all)),
    },
  });
  return {
    catalog: {
      ...inner,
      prepare: (context) => inner.prepare(dying(context)),
      publish: (write, context) => inner.publish(write, dying(context)),
      republish: (context) => inner.republish(dying(context)),
    },
    died: () => dead,
  };
}
