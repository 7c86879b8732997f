import { isTable } from "../asset/family.js";
import { SluiceError } from "../error.js";
import { type DeleteRequest, deleteRows } from "../flow/delete-rows.js";
import type { Receipt } from "../flow/receipt.js";
import { isPlain } from "../pack/is-plain.js";
import { isRecord } from "../partition/partition-value.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import { sealedWhere } from "../where/sealed-where.js";
import type { Lake } from "./lake.js";
import { scanAsset } from "./read-asset.js";
import { checkCommitOptions } from "./store-request.js";
import { tellingFailure } from "./telling-failure.js";

export interface DeleteOptions extends DeleteRequest {
  readonly where: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** Deletes the rows for which the conditions hold. */
export async function deleteFrom(
  lake: Lake,
  asset: AssetDescription,
  options: Partial<DeleteOptions> = {},
): Promise<Receipt> {
  const { where, signal, idempotencyKey, ifSnapshot, metadata, run } = options;
  return tellingFailure(lake, asset.key, signal, async () => {
    lake.claimName(asset);
    checkDeletes(lake, asset);
    if (!isRecord(where) || isEmpty(where)) throw noCondition(asset.key);
    checkWhole(asset.key, where);
    checkCommitOptions(asset.key, options);
    const head = await scanAsset(lake, asset, { signal });
    const deletes = sealedWhere(where, head.schema ?? asset.schema, asset.key);
    if (isEmpty(deletes)) throw noCondition(asset.key);
    await lake.probe();
    const request = { idempotencyKey, ifSnapshot, metadata, run };
    return deleteRows(deletes, head, request, lake.publishing(asset, signal));
  });
}

function checkDeletes(lake: Lake, asset: AssetDescription): void {
  const { name, capabilities } = lake.catalogOf(asset);
  if (isTable(asset) && capabilities.deletes === true) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${name} does not delete rows of ${asset.key} by conditions.`,
    details: { capability: "delete", plugin: name },
    hint: "Replace the partitions the rows are in by what is to stay.",
  });
}

function isEmpty(where: Readonly<Record<string, unknown>>): boolean {
  return Object.values(where).every((condition) => condition === undefined);
}

/** What a load may leave open would here delete rows that were to be spared. */
function checkWhole(asset: string, where: Readonly<Record<string, unknown>>): void {
  const open = Object.entries(where).find(([, condition]) => isOpen(condition));
  if (open === undefined) return;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} is not deleted from with a condition on "${open[0]}" that says nothing, or is undefined in part.`,
    details: { option: "where" },
    hint: "Give the condition its value, or leave it out.",
  });
}

function isOpen(condition: unknown): boolean {
  if (condition === undefined) return true;
  if (typeof condition !== "object" || condition === null || !isPlain(condition)) return false;
  const values = Object.values(condition);
  return values.length === 0 || values.includes(undefined);
}

function noCondition(asset: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset} is not deleted from without a condition.`,
    details: { option: "where" },
    hint: "Give { where }. To empty it, store no rows in its place: io.store(asset, []).",
  });
}
