/**
 * What each error code tells beside its message. Plugins add codes of their own by augmenting this interface.
 * Codes are data: none is renamed once released.
 */
export interface ErrorDetails {
  /** The caller gave up through its `AbortSignal`. */
  ABORTED: { asset?: string };
  ASSET_INVALID: { asset?: string };
  ASSET_NOT_FOUND: { asset: string; nearest: readonly string[] };
  CAPABILITY_MISSING: { capability: string; plugin: string };
  /** The catalog holds something else where ours should be. */
  CATALOG_CONFLICT: { relation: string };
  CONFIGURATION_INVALID: { option?: string };
  /** A destination did not take a write, or its answer was lost. Nothing is committed. */
  DELIVERY_FAILED: { asset: string; destination: string };
  /** Several rows of an upsert have one key. `keys`: how many such keys there are; `examples` names some. */
  DUPLICATE_KEY: {
    asset: string;
    columns: readonly string[];
    keys: number;
    examples: readonly string[];
  };
  /** The engine knows who asks and says no, or does not accept the credentials. */
  ENGINE_DENIED: { server: string };
  ENGINE_UNREACHABLE: { server: string } & TryDetails;
  FILE_CORRUPT: DamagedFile;
  FILE_MISSING: DamagedFile;
  HANDLER_MISSING: { asset: string; wanted: string; installed: readonly string[] };
  IDEMPOTENCY_KEY_REUSED: { asset: string; idempotencyKey: string };
  LOG_INVALID: { asset: string; object: string };
  NAME_COLLISION: { relation: string; assets: readonly string[] };
  OBJECT_EXISTS: { key: string };
  OBJECT_NOT_FOUND: { key: string };
  /** With a row's number, which counts from 0, its column and value where a row is why. */
  PARTITION_INVALID: {
    asset: string;
    partition: string;
    nearest?: readonly string[];
    row?: number;
    column?: string;
    value?: string;
  };
  PARTITION_NOT_FOUND: { asset: string; partition: string; nearest: readonly string[] };
  PUBLISH_CONFLICT: { asset: string; snapshot: number };
  /** The write is committed and loads; what is left is showing it in SQL. Never repeat it as a new write. */
  PUBLISH_INCOMPLETE: { asset: string; committed: true; snapshot: number; receipt?: unknown };
  /** Nobody can say whether the commit happened. No file is removed. */
  PUBLISH_STATE_UNKNOWN: { asset: string; object: string };
  QUERY_FAILED: { engine: string; code?: string; sql?: string } & TryDetails;
  /** More rows than an array was to have. */
  RESULT_TOO_LARGE: { asset: string; maxRows: number };
  ROW_NOT_IN_PARTITION: { asset: string; row: number; column: string; value: string; partition: string };
  /** Some tasks of a pipeline failed. The cause is the first failure. */
  RUN_FAILED: {
    run: string;
    failed: readonly { readonly asset: string; readonly partition: Readonly<Record<string, string>> }[];
  };
  SCHEMA_MISMATCH: { asset: string; changes: readonly string[] };
  /** A sweep took files of the snapshot away. From `oldest` on all snapshots load. */
  SNAPSHOT_EXPIRED: { asset: string; snapshot: number; oldest: number };
  SNAPSHOT_NOT_FOUND: { asset: string; wanted: string; newest: number };
  STALE_SEAL: { asset: string; snapshot: number };
  /** Somebody else set the state since `version`. */
  STATE_CONFLICT: { asset: string; version: number };
  /** The store knows who asks and says no, or does not accept the credentials. */
  STORE_DENIED: { store: string; key?: string };
  STORE_FAILED: { store: string; key?: string } & TryDetails;
  /** The bucket or root folder is not there. */
  STORE_NOT_FOUND: { store: string };
  STORE_UNREACHABLE: { store: string } & TryDetails;
  /** The store accepts a create-only put and ignores it. */
  STORE_UNSAFE: { store: string };
  TABLE_NOT_OURS: { relation: string };
  UNKNOWN_COLUMN: { asset: string; column: string; nearest: readonly string[] };
  /** `path` leads from the value to what is wrong inside of it. */
  VALUE_INVALID: { asset?: string; path?: string };
  /** A value its column cannot hold exactly. `row` counts from 0. */
  VALUE_UNSUPPORTED: { asset?: string; row: number; column: string; value: string; type: string };
  /** `committed` where it was found after the commit, by counting in SQL: `file` is the table's name there then. */
  VERIFY_FAILED: {
    asset: string;
    file: string;
    sent: string;
    found: string;
    committed?: true;
    snapshot?: number;
    receipt?: unknown;
  };
  /** A sweep took its files for left over before it was committed. `snapshot` is the commit that said so. */
  WRITE_REVOKED: { asset: string; snapshot: number };
}

/** What the details of a `retryable` error may say beside. */
export interface TryDetails {
  /** How often the request was sent by whoever gave up on it. Nobody above sends it again. */
  attempts?: number;
  /** How long the other side asks to be left alone. */
  retryAfterMillis?: number;
}

export interface DamagedFile {
  asset?: string;
  file: string;
  /** Number of the snapshot that was read. */
  snapshot?: number;
  /** Number of the newest snapshot without the file. Absent if there is none. */
  previous?: number;
}

export type ErrorCode = keyof ErrorDetails;

export interface ErrorOptions<Code extends ErrorCode> {
  /** What happened, to what. */
  readonly message: string;
  readonly details: ErrorDetails[Code];
  /** What to do next. */
  readonly hint?: string;
  /** Whether the very same call may succeed later. Default `false`. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("sluice.error") as never;

/** The only error Sluice throws. Tell one from another with `isSluiceError(error, code)`. */
export class SluiceError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "SluiceError";
  readonly code: Code;
  readonly details: ErrorDetails[Code];
  readonly hint: string | undefined;
  readonly retryable: boolean;

  constructor(code: Code, options: ErrorOptions<Code>) {
    const text = options.hint === undefined ? options.message : `${options.message}\n  hint: ${options.hint}`;
    super(`${code}: ${text}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.hint = options.hint;
    this.retryable = options.retryable ?? false;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` comes from Sluice, and has that code. Holds across two installed copies of the package. */
export function isSluiceError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is SluiceError<Code> {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return code === undefined || (error as unknown as SluiceError).code === code;
}

/** What happened, without the code before it and the hint behind it. */
export function plainMessage({ code, message, hint }: SluiceError): string {
  const end = hint === undefined ? 0 : `\n  hint: ${hint}`.length;
  return message.slice(code.length + 2, message.length - end);
}
