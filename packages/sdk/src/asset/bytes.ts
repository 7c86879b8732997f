import type { ValueType } from "./value-type.js";

/** The type of an asset that is a sequence of bytes. */
export interface BytesType extends ValueType<Uint8Array, Uint8Array | AsyncIterable<Uint8Array>> {
  readonly family: "bytes";
}

/** Bytes: a `Uint8Array`. Stores take a stream of them too, and hold one chunk at a time. */
export function bytes(): BytesType {
  return { family: "bytes" };
}
