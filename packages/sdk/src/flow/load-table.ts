import { arrowSchema, type Schema, selectFields } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { castBatch } from "../arrow/cast.js";
import { SluiceError } from "../error.js";
import { nearest } from "../nearest.js";
import { PartitionFilter } from "../partition/partition-filter.js";
import type { AssetDescription, PartitionValues } from "../plugin/asset-description.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { FileRecord, Snapshot } from "../plugin/snapshot-log.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { storedFile } from "./stored-file.js";

/** What a load works with. */
export interface LoadContext {
  readonly asset: AssetDescription;
  readonly store: ObjectStore;
  readonly handlers: readonly TypeHandler[];
  readonly signal?: AbortSignal;
}

/** A file of a snapshot and where it belongs. */
export interface PlacedFile extends FileRecord {
  readonly partition: PartitionValues;
  readonly handler: string;
}

/** The files of the wanted partitions, in order of partition and commit. */
export function filesOf(snapshot: Snapshot, asset: AssetDescription, selection: unknown): PlacedFile[] {
  const filter = new PartitionFilter(asset, selection);
  const existing = snapshot.live.filter((each) => each.writes.length > 0);
  const found = existing.filter((each) => filter.matches(each.partition));
  filter.check(
    found.map((each) => each.partition),
    existing.map((each) => each.partition),
  );
  return found.flatMap(({ partition, writes }) =>
    writes.flatMap(({ files, handler }) => files.map((file) => ({ ...file, partition, handler }))),
  );
}

/** The columns of the snapshot that are wanted, as the asset describes them. `UNKNOWN_COLUMN` if one is not there. */
export function wantedSchema(
  snapshot: Snapshot,
  asset: AssetDescription,
  columns: readonly string[] | undefined,
): Schema {
  const stored = snapshot.schema ?? asset.schema;
  const names = columns ?? stored.fields.map((field) => field.name);
  const known = new Set(stored.fields.map((field) => field.name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    const close = nearest(unknown, known);
    throw new SluiceError("UNKNOWN_COLUMN", {
      message: `${asset.key} has no column "${unknown}".`,
      details: { asset: asset.key, column: unknown, nearest: close },
      hint: `It has ${[...known].join(", ")}.`,
    });
  }
  // How a value is handed out (`as`) is the asset's to say; what is stored is the snapshot's.
  const asked = new Map(asset.schema.fields.map((field) => [field.name, field]));
  const fields = selectFields(stored, names).fields.map((field) => asked.get(field.name) ?? field);
  return { fields };
}

/** The rows of the files as batches in the Arrow types of `schema`. */
export async function* readBatches(
  files: readonly PlacedFile[],
  stored: Schema,
  schema: Schema,
  context: LoadContext,
): AsyncGenerator<arrow.RecordBatch> {
  const { asset, store, signal } = context;
  const target = arrowSchema(schema);
  const columns = schema.fields.map((field) => field.name);
  for (const file of files) {
    const handler = handlerOf(file.handler, context);
    const source = storedFile(store, asset.key, file, signal);
    let rows = 0;
    for await (const batch of handler.decode(source, { asset: asset.key, schema: stored, columns, signal })) {
      if (signal?.aborted) {
        throw new SluiceError("ABORTED", {
          message: `Loading ${asset.key} was aborted.`,
          details: { asset: asset.key },
          cause: signal.reason,
        });
      }
      rows += batch.numRows;
      yield castBatch(batch, schema, target, { asset: asset.key });
    }
    if (rows !== file.rows) throw lostRows(asset.key, file, rows);
  }
}

function handlerOf(name: string, { handlers, asset }: LoadContext): TypeHandler {
  const found = handlers.find((handler) => handler.name === name);
  if (found !== undefined) return found;
  throw new SluiceError("HANDLER_MISSING", {
    message: `${asset.key} is stored as ${name}, and no such handler is installed.`,
    details: { asset: asset.key, wanted: name, installed: handlers.map((handler) => handler.name) },
    hint: `Add the ${name} handler to { handlers } of createIOManager.`,
  });
}

function lostRows(asset: string, file: PlacedFile, found: number): SluiceError {
  return new SluiceError("FILE_CORRUPT", {
    message: `${file.key} of ${asset} gave ${found} rows; ${file.rows} were stored.`,
    details: { asset, file: file.key },
    hint: "The file was changed outside Sluice. Load an earlier snapshot, or store the asset again.",
  });
}
