import { schemaHash } from "../log/schema-hash.js";
import type { CatalogCapabilities } from "../plugin/catalog.js";
import type { Operation, SealedWrite, WriteMetadata, WriteMode, WriteRun } from "../plugin/snapshot-log.js";

/**
 * Wall-clock milliseconds of the steps of one store. Packing, encoding and putting are parts of `write` and run at the
 * same time: by as much as their sum is larger than `write` they overlapped.
 */
export interface StepMillis {
  /** Taking the value and turning it into Arrow batches, its own work included. */
  readonly pack: number;
  /** Waiting for bytes of the handler while it had rows. What its workers do while nobody waits is not in it. */
  readonly encode: number;
  /** Waiting for the store to take bytes of files and to end them. */
  readonly put: number;
  /** Until the last file was put: packing, encoding and putting. */
  readonly write: number;
  readonly verify: number;
  readonly seal: number;
  readonly publish: number;
  readonly total: number;
}

/** What a store did. */
export interface Receipt {
  readonly asset: string;
  readonly mode: WriteMode;
  readonly operation: "store" | Operation;
  /** Id of the write; in the name of each of its folders. */
  readonly write: string;
  readonly snapshot: number;
  /** Name for SQL, if an engine shows the asset. */
  readonly relation: string | undefined;
  readonly rows: number;
  readonly byteLength: number;
  readonly files: number;
  readonly partitions: number;
  /** The write had been stored before under the same idempotency key; nothing was stored now. */
  readonly replayed: boolean;
  /** How often a destination may have been handed the rows, if the catalog is one: `at-least-once` may be twice. */
  readonly delivery?: CatalogCapabilities["delivery"];
  /** Short and the same for the same columns: 16 hex digits. */
  readonly schemaHash: string;
  /** What it changed about the columns of the table, a sentence each: `added column "note" string?`. */
  readonly schemaChanges: readonly string[];
  readonly metadata: WriteMetadata;
  /** The run it belongs to, if the store named one. */
  readonly run?: WriteRun;
  readonly millis: StepMillis;
}

export const noMillis: StepMillis = {
  pack: 0,
  encode: 0,
  put: 0,
  write: 0,
  verify: 0,
  seal: 0,
  publish: 0,
  total: 0,
};

/** The receipt of a published write. */
export function receiptOf(
  write: SealedWrite,
  publication: {
    readonly snapshot: number;
    readonly relation?: string;
    readonly delivery?: CatalogCapabilities["delivery"];
  },
  {
    replayed,
    schemaChanges = [],
  }: { readonly replayed: boolean; readonly schemaChanges?: readonly string[] },
  millis: StepMillis,
): Receipt {
  return {
    asset: write.asset,
    mode: write.mode,
    operation: write.operation ?? "store",
    write: write.write,
    snapshot: publication.snapshot,
    relation: publication.relation,
    rows: write.rows,
    byteLength: write.byteLength,
    files: write.added.reduce((sum, each) => sum + each.files.length, 0),
    partitions: write.added.length,
    replayed,
    ...(publication.delivery === undefined ? {} : { delivery: publication.delivery }),
    schemaHash: schemaHash(write.schema),
    schemaChanges,
    metadata: write.metadata ?? {},
    ...(write.run === undefined ? {} : { run: write.run }),
    millis,
  };
}
