import { isDeepStrictEqual } from "node:util";
import { SluiceError } from "../error.js";
import { newWriteId } from "../log/layout.js";
import type { SealedWhere, SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import { catalogContext, type PublishContext, publishWrite } from "./publish-write.js";
import type { Receipt } from "./receipt.js";
import { createSeal, readSeal, sealKey } from "./seal.js";
import { stepClock } from "./step-clock.js";
import type { StoreRequest } from "./store-asset.js";

export type DeleteRequest = Pick<StoreRequest, "idempotencyKey" | "ifSnapshot" | "metadata" | "run">;

/** Takes the rows away for which the conditions hold, as a commit of its own. No file is read or written. */
export async function deleteRows(
  deletes: SealedWhere,
  head: Snapshot,
  request: DeleteRequest,
  context: PublishContext,
): Promise<Receipt> {
  const { asset, catalog, store, signal, emit } = context;
  const clock = stepClock();
  const write = deleteWrite(deletes, head, request, asset.key);
  const found =
    request.idempotencyKey === undefined ? undefined : await readSeal(store, asset.key, write.seal, signal);
  emit({ type: "store-start", asset: asset.key, write: (found ?? write).write });
  if (found !== undefined) {
    checkSameDelete(found, write);
    return publishWrite(found, true, context, clock);
  }
  const { context: preparing } = catalogContext(context, false);
  await catalog.prepare({ ...preparing, nextSchema: write.schema });
  await catalog.inspect?.(write, preparing);
  const sealed = await clock.time("seal", () => createSeal(store, write, signal));
  emit({ type: "write-sealed", asset: asset.key, seal: write.seal });
  if (sealed.adopted) checkSameDelete(sealed.write, write);
  return publishWrite(sealed.write, sealed.adopted, context, clock);
}

function deleteWrite(
  deletes: SealedWhere,
  head: Snapshot,
  { idempotencyKey, ifSnapshot, metadata, run }: DeleteRequest,
  asset: string,
): SealedWrite {
  const write = newWriteId();
  return {
    asset,
    write,
    operation: "delete",
    deletes,
    mode: "replace",
    scope: "named",
    handler: "",
    schema: head.schema ?? { fields: [] },
    partitions: head.dimensions,
    added: [],
    rows: 0,
    byteLength: 0,
    seal: sealKey(asset, "split", "delete", idempotencyKey ?? write),
    sawSnapshot: head.number,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(ifSnapshot === undefined ? {} : { ifSnapshot }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(run === undefined ? {} : { run }),
  };
}

function checkSameDelete(found: SealedWrite, { asset, deletes, idempotencyKey = "" }: SealedWrite): void {
  if (isDeepStrictEqual(found.deletes, deletes)) return;
  throw new SluiceError("IDEMPOTENCY_KEY_REUSED", {
    message: `The idempotency key "${idempotencyKey}" of ${asset} was used with other conditions.`,
    details: { asset, idempotencyKey },
    hint: "Use a new key for another delete; the same key only to repeat the very same one.",
  });
}
