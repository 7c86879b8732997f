import type { StoredFile } from "./type-handler.js";

export interface ValueContext {
  readonly asset: string;
  /** Id of the write the file belongs to. */
  readonly write: string;
  readonly signal?: AbortSignal;
}

/** How a value that is no table looks as bytes: one value, one file. */
export interface ValueHandler<Value = unknown, Input = Value> {
  readonly specVersion: 1;
  /** Recorded with each file, so that it is read by the handler that wrote it. */
  readonly name: string;
  /** The family of the asset types it keeps; never `table`. */
  readonly family: string;
  /** Without the dot. */
  readonly extension: string;
  readonly contentType: string;

  /**
   * The bytes of a value, which is neither null nor undefined. `VALUE_INVALID` for one that `decode` would not give
   * back as it is. Whatever it throws ends the store; nothing becomes visible.
   */
  encode(value: Input, context: ValueContext): AsyncIterable<Uint8Array>;

  /** The value of a file, made anew with each call. `FILE_CORRUPT` for bytes that `encode` cannot have made. */
  decode(file: StoredFile, context: ValueContext): Promise<Value>;

  /** Gives back what the handler holds open. */
  close?(): Promise<void>;
}
