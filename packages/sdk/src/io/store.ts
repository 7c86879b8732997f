import type { Asset } from "../asset/asset.js";
import { isSluiceError, SluiceError } from "../error.js";
import { isTableHandler, writerOf } from "../flow/handlers.js";
import type { Receipt } from "../flow/receipt.js";
import { storeAsset } from "../flow/store-asset.js";
import { tableWriter } from "../flow/table-writer.js";
import { valueWriter } from "../flow/value-writer.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { Catalog } from "../plugin/catalog.js";
import { inRun } from "./in-run.js";
import type { Lake } from "./lake.js";
import { storeRequest } from "./store-request.js";

export async function store(lake: Lake, asset: Asset, value: unknown, options?: object): Promise<Receipt> {
  const { signal, run } = (options ?? {}) as { signal?: AbortSignal; run?: unknown };
  const { handlers, emit } = lake;
  let { description } = asset;
  try {
    description = inRun(description, run);
    lake.claimName(description);
    const request = storeRequest({ ...asset, description }, options);
    const catalog = lake.catalogOf(description);
    checkMode(catalog, request.mode);
    const handler = writerOf(description, handlers);
    const log = lake.logOf(description);
    const context = { asset: description, store: lake.store, handlers, catalog, log, signal, emit };
    const writer = isTableHandler(handler)
      ? tableWriter(value, handler, request, context)
      : valueWriter(value, handler, request.target as PartitionValues, context);
    await lake.probe();
    return { ...(await storeAsset(writer, request, context)), asset: asset.key };
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
