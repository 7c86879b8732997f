import type { JsonValue } from "../asset/json-type.js";

/** A state and its number. */
export interface StateVersion {
  readonly value: JsonValue;
  /** Counts from 1, one more with every set. */
  readonly version: number;
}

/** A small JSON value kept beside the data of an asset: a watermark, a cursor. It is no part of any snapshot. */
export interface AssetState {
  /** The newest value, or `undefined` if none was ever set. */
  get(options?: { readonly signal?: AbortSignal }): Promise<StateVersion | undefined>;

  /**
   * Makes `value` the newest. With `ifVersion` only if that is still the newest version, 0 for none: `STATE_CONFLICT` if
   * somebody else was faster. Without it the last one to write wins. `VALUE_INVALID` for what JSON cannot hold.
   */
  set(
    value: JsonValue,
    options?: { readonly ifVersion?: number; readonly signal?: AbortSignal },
  ): Promise<{ readonly version: number }>;
}
