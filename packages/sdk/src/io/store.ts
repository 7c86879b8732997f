import type { Asset } from "../asset/asset.js";
import { SluiceError } from "../error.js";
import { isTableHandler, writerOf } from "../flow/handlers.js";
import type { Receipt } from "../flow/receipt.js";
import { type StoreRequest, storeAsset } from "../flow/store-asset.js";
import { tableWriter } from "../flow/table-writer.js";
import { valueWriter } from "../flow/value-writer.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { Catalog } from "../plugin/catalog.js";
import type { WriteMode } from "../plugin/snapshot-log.js";
import { isStatement } from "../sql.js";
import { inRun } from "./in-run.js";
import type { Lake } from "./lake.js";
import { queryWriter } from "./query-writer.js";
import { storeRequest } from "./store-request.js";
import { tellingFailure } from "./telling-failure.js";
import { checkCountable, verifySql } from "./verify-sql.js";

export async function store(lake: Lake, asset: Asset, value: unknown, options?: object): Promise<Receipt> {
  const { signal, run } = (options ?? {}) as { signal?: AbortSignal; run?: unknown };
  return tellingFailure(lake, asset.key, signal, async () => {
    const description = inRun(asset.description, run);
    lake.claimName(description);
    const request = storeRequest({ ...asset, description }, options);
    checkCapabilities(lake, description, request);
    const handler = writerOf(description, lake.handlers);
    const context = lake.publishing(description, signal);
    const writer = isTableHandler(handler)
      ? isStatement(value)
        ? await queryWriter(lake, value, handler, request, context)
        : tableWriter(value, handler, request, context)
      : valueWriter(value, handler, request.target as PartitionValues, context);
    const probed = lake.probe();
    // Waited for in there, unless something else fails first.
    probed.catch(() => {});
    const receipt = { ...(await storeAsset(writer, request, context, probed)), asset: asset.key };
    if (request.verify === "sql") await verifySql(lake, description, receipt);
    return receipt;
  });
}

/** `CAPABILITY_MISSING` if the catalog cannot do what is asked for. */
export function checkCapabilities(lake: Lake, asset: AssetDescription, request: StoreRequest): void {
  const catalog = lake.catalogOf(asset);
  checkMode(catalog, request.mode);
  checkCondition(catalog, request.ifSnapshot);
  if (request.verify === "sql") checkCountable(lake, asset, request.mode);
}

function checkMode(catalog: Catalog, mode: WriteMode): void {
  if (catalog.capabilities.modes.includes(mode)) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${catalog.name} cannot ${mode}.`,
    details: { capability: mode, plugin: catalog.name },
    hint: `It can ${catalog.capabilities.modes.join(" and ")}.`,
  });
}

/** A condition is decided by the commit, which comes after the delivery; what was delivered cannot be taken back. */
function checkCondition({ name, capabilities }: Catalog, ifSnapshot: number | undefined): void {
  if (ifSnapshot === undefined || capabilities.delivery === undefined) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${name} delivers before it commits, so it cannot store only ifSnapshot holds.`,
    details: { capability: "ifSnapshot", plugin: name },
    hint: "Leave ifSnapshot out.",
  });
}
