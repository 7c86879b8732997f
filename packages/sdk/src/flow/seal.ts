import { createHash } from "node:crypto";
import { schemaText } from "@sluice/type-mapping";
import { isSluiceError, SluiceError } from "../error.js";
import { jsonBytes, readJson } from "../log/json-object.js";
import { layout } from "../log/layout.js";
import { type Definition, partitioningText } from "../log/same-definition.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { SealedWrite } from "../plugin/snapshot-log.js";

/**
 * Key of the seal of a write: the same for every try of one write under one idempotency key. A further attempt follows
 * one whose files were swept away before it was committed.
 */
export function sealKey(
  asset: string,
  target: PartitionValues | "split",
  mode: SealedWrite["mode"] | "delete",
  idempotencyKey: string,
  attempt = 1,
): string {
  const partitions = target === "split" ? "*" : target;
  const hash = createHash("sha256").update(JSON.stringify([asset, partitions, mode, idempotencyKey]));
  return layout.seal(asset, hash.digest("hex").slice(0, 32), attempt);
}

/** The sealed write under that key, if there is one. */
export function readSeal(
  store: ObjectStore,
  asset: string,
  key: string,
  signal?: AbortSignal,
): Promise<SealedWrite | undefined> {
  return readJson<SealedWrite>(store, key, asset, signal);
}

/**
 * Makes the write final by creating its seal. If a twin was faster, its sealed write is the one: the files of this
 * one stay behind unmentioned.
 */
export async function createSeal(
  store: ObjectStore,
  write: SealedWrite,
  signal?: AbortSignal,
): Promise<{ write: SealedWrite; adopted: boolean }> {
  const options = { mode: "create", contentType: "application/json", signal } as const;
  try {
    await store.put(write.seal, jsonBytes(write), options);
    return { write, adopted: false };
  } catch (error) {
    if (!isSluiceError(error, "OBJECT_EXISTS")) throw error;
  }
  const twin = await readSeal(store, write.asset, write.seal, signal);
  return { write: twin ?? write, adopted: twin?.write !== write.write };
}

/** `IDEMPOTENCY_KEY_REUSED` if the key was used for something else. */
export function checkSameWrite(
  found: SealedWrite,
  definition: Definition,
  request: Pick<SealedWrite, "scope" | "fingerprint" | "key">,
): void {
  const different = [
    ...(schemaText(found.schema) === schemaText(definition.schema) ? [] : ["schema"]),
    ...(partitioningText(found.partitions) === partitioningText(definition.partitions)
      ? []
      : ["partitioning"]),
    ...(`${found.key}` === `${request.key}` ? [] : ["primary key"]),
    ...(found.scope === request.scope ? [] : ["scope of replace"]),
    ...(found.fingerprint === request.fingerprint ? [] : ["fingerprint"]),
  ];
  if (different.length === 0) return;
  throw new SluiceError("IDEMPOTENCY_KEY_REUSED", {
    message: `The idempotency key "${found.idempotencyKey ?? ""}" of ${found.asset} was used with another ${different.join(" and ")}.`,
    details: { asset: found.asset, idempotencyKey: found.idempotencyKey ?? "" },
    hint: "Use a new key for new data; the same key only to repeat the very same store.",
  });
}
