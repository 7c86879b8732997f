import type { Catalog, CatalogContext } from "../plugin/catalog.js";
import type { RetryPolicy } from "./policy.js";
import { type RepeatOptions, repeat } from "./repeat.js";

/**
 * The catalog, with what is idempotent made again when it fails for the moment. Publishing is not: after the commit the
 * caller is told, and `republish` finishes it.
 */
export function retryingCatalog(catalog: Catalog, policy: RetryPolicy): Catalog {
  const tries = (
    request: "prepare" | "inspect" | "scan" | "republish",
    { asset, signal, emit }: CatalogContext,
  ): RepeatOptions => ({
    ...policy,
    what: `${request} ${asset.key}`,
    signal,
    onRetry: (failed) => emit({ type: "request-retried", request, target: asset.key, ...failed }),
  });
  const { plan, inspect, forget, query, read, unload, maintain, check, history, partitions } = catalog;
  return {
    specVersion: catalog.specVersion,
    name: catalog.name,
    capabilities: catalog.capabilities,
    relation: (asset) => catalog.relation(asset),
    prepare: (context) => repeat(() => catalog.prepare(context), tries("prepare", context)),
    publish: (write, context) => catalog.publish(write, context),
    republish: (context) => repeat(() => catalog.republish(context), tries("republish", context)),
    scan: (request, context) => repeat(() => catalog.scan(request, context), tries("scan", context)),
    ...(plan && { plan: (write, context) => plan.call(catalog, write, context) }),
    ...(inspect && {
      inspect: (write, context) =>
        repeat(() => inspect.call(catalog, write, context), tries("inspect", context)),
    }),
    ...(forget && { forget: (folders, commits, context) => forget.call(catalog, folders, commits, context) }),
    ...(query && { query: (statement, context) => query.call(catalog, statement, context) }),
    ...(read && { read: (request, context) => read.call(catalog, request, context) }),
    ...(unload && { unload: (request, context) => unload.call(catalog, request, context) }),
    ...(history && { history: (request, context) => history.call(catalog, request, context) }),
    ...(partitions && { partitions: (snapshot, context) => partitions.call(catalog, snapshot, context) }),
    ...(maintain && { maintain: (request, context) => maintain.call(catalog, request, context) }),
    ...(check && { check: (context) => check.call(catalog, context) }),
    close: async () => catalog.close?.(),
  };
}
