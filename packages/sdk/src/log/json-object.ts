import { promisify } from "node:util";
import { gunzip, gzip, type InputType, type ZlibOptions } from "node:zlib";
import { isSluiceError, SluiceError } from "../error.js";
import type { ObjectStore } from "../plugin/object-store.js";

/** The version of everything written as JSON: log entries, checkpoints, seals. */
export const formatVersion = 1;

const compress = promisify(gzip);
const decompress = promisify<InputType, ZlibOptions, Buffer>(gunzip);

/**
 * The object as JSON, or `undefined` if it is not there. `LOG_INVALID` if it is not what this version writes. One whose
 * key ends in `.gz` is compressed.
 */
export async function readJson<T>(
  store: ObjectStore,
  key: string,
  asset: string,
  signal?: AbortSignal,
): Promise<T | undefined> {
  let bytes: Uint8Array;
  try {
    ({ bytes } = await store.get(key, { signal }));
  } catch (error) {
    if (isSluiceError(error, "OBJECT_NOT_FOUND")) return undefined;
    throw error;
  }
  let value: { formatVersion?: unknown };
  try {
    const { buffer, byteOffset, byteLength } = key.endsWith(".gz") ? await inflated(bytes) : bytes;
    const text = Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
    value = JSON.parse(text) as { formatVersion?: unknown };
  } catch (cause) {
    throw invalid(asset, key, "is not JSON", cause);
  }
  if (typeof value !== "object" || value === null || value.formatVersion !== formatVersion) {
    throw invalid(asset, key, `has format version ${String(value?.formatVersion)}, not ${formatVersion}`);
  }
  return value as T;
}

/** Bytes for `readJson`. */
export function jsonBytes(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify({ formatVersion, ...value })}\n`);
}

/** Bytes for `readJson` under a key that ends in `.gz`. */
export function gzipJsonBytes(value: object): Promise<Uint8Array> {
  return compress(jsonBytes(value));
}

/** In pieces of about the size it will have: many small ones cost more than the inflating. */
function inflated(bytes: Uint8Array): Promise<Uint8Array> {
  return decompress(bytes, { chunkSize: Math.min(Math.max(8 * bytes.length, 2 ** 14), 2 ** 20) });
}

function invalid(asset: string, key: string, what: string, cause?: unknown): SluiceError {
  return new SluiceError("LOG_INVALID", {
    message: `${key} of ${asset} ${what}.`,
    details: { asset, object: key },
    hint: "It was written by a newer version of Sluice or by something else. Upgrade @sluice/sdk, or restore the object.",
    cause,
  });
}
