import type { WriteMetadata } from "../plugin/snapshot-log.js";

/** A computed value and what is to be remembered with it. Made by `result`. */
export interface Result<Value> {
  readonly "~result": true;
  readonly value: Value;
  readonly metadata: WriteMetadata;
}

/** What a `compute` returns to keep metadata with its value. */
export function result<Value>(
  value: Value,
  { metadata }: { readonly metadata: WriteMetadata },
): Result<Value> {
  return { "~result": true, value, metadata };
}

/** The value and metadata of what a `compute` returned. */
export function resultOf(computed: unknown): { readonly value: unknown; readonly metadata?: WriteMetadata } {
  const isResult = typeof computed === "object" && computed !== null && "~result" in computed;
  return isResult ? (computed as Result<unknown>) : { value: computed };
}
