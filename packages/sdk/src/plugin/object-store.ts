/** One object, as the store reports it. */
export interface ObjectInfo {
  readonly key: string;
  readonly byteLength: number;
  /** By the store's own clock. */
  readonly modifiedAt: Date;
}

export interface ObjectContent {
  readonly bytes: Uint8Array;
  /** Length of the whole object, also when `bytes` is a range of it. */
  readonly byteLength: number;
}

/** Bytes `start` to `end`, end exclusive and cut at the object's end; or the last `suffix` bytes. */
export type ByteRange = { readonly start: number; readonly end: number } | { readonly suffix: number };

export interface PutOptions {
  /** `create` fails with `OBJECT_EXISTS` if the key is there, whoever wrote it and however close in time. */
  readonly mode: "create" | "overwrite";
  readonly contentType?: string;
  /**
   * Whether it must still be there after a power failure once the put has returned. `false` for what only shortens later
   * work, and is read with care. Default `true`, which a store may take for `false` too.
   */
  readonly durable?: boolean;
  readonly signal?: AbortSignal;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

/**
 * Where bytes live. Keys are `/`-separated, without a leading slash; a store puts its own root or prefix before them.
 *
 * A put is whole or absent: no reader ever sees part of it, also when the process dies. After a put has returned,
 * every get, head and list anywhere sees it.
 *
 * An error with `retryable: true` makes the core send the request again, a put of a stream excepted. A store that sends
 * something again by itself says so with `attempts` in the error's details; then nobody above does. `repeat` does both.
 */
export interface ObjectStore {
  readonly specVersion: 1;
  /** For people: the kind and the root, `files ./lake`. Never holds a secret. */
  readonly name: string;
  /** URL scheme of what `locate` gives: `file`, `memory`. Engines say which they read. */
  readonly scheme: string;

  /**
   * Streams are read once and never held whole. If the body throws, nothing becomes visible and the error is passed on.
   * What a store sends of a stream it sends again by itself. Bytes may come again after a lost answer: a `create` then
   * meets its own object, and whoever asked for it tells by what is in it.
   */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options: PutOptions): Promise<ObjectInfo>;

  /** `OBJECT_NOT_FOUND` if it is not there. */
  get(key: string, options?: RequestOptions & { readonly range?: ByteRange }): Promise<ObjectContent>;

  head(key: string, options?: RequestOptions): Promise<ObjectInfo | undefined>;

  /** Every object whose key starts with `prefix`, in order of the keys' UTF-8 bytes, `startAfter` exclusive. */
  list(
    prefix: string,
    options?: RequestOptions & { readonly startAfter?: string },
  ): AsyncIterable<ObjectInfo>;

  /** Deleting what is not there succeeds. */
  delete(key: string, options?: RequestOptions): Promise<void>;

  /** The URL or path under which engines read this key. Pure: asks nobody. */
  locate(key: string): string;

  /** Gives back what the store holds open. */
  close?(): Promise<void>;
}
