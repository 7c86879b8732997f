import { arrowSchema, type Schema, selectFields } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { castBatch } from "../arrow/cast.js";
import { SluiceError } from "../error.js";
import { nearest } from "../nearest.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { Snapshot } from "../plugin/snapshot-log.js";
import type { RowCondition } from "../plugin/type-handler.js";
import { checkChecksum } from "./checksum.js";
import type { PlacedFile } from "./files-of.js";
import { type Handler, tableReader } from "./handlers.js";
import { storedFile } from "./stored-file.js";

/** What a load works with. */
export interface LoadContext {
  readonly asset: AssetDescription;
  readonly store: ObjectStore;
  readonly handlers: readonly Handler[];
  /** Whether checksums are compared. Default `false`. */
  readonly verify?: boolean;
  readonly signal?: AbortSignal;
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

/**
 * The rows of a file as batches in the Arrow types of `schema`. `stored` is what it was written with. Rows for which
 * `where` does not hold may be missing.
 */
export async function* readFile(
  file: PlacedFile,
  stored: Schema,
  schema: Schema,
  context: LoadContext,
  where: readonly RowCondition[] = [],
): AsyncGenerator<arrow.RecordBatch> {
  const { asset, store, handlers, signal } = context;
  const target = arrowSchema(schema);
  const columns = schema.fields.map((field) => field.name);
  const handler = tableReader(file.handler, asset, handlers);
  const source = storedFile(store, asset.key, file, signal);
  if (context.verify) await checkChecksum(source, file, asset.key);
  let rows = 0;
  const decoding = { asset: asset.key, schema: stored, columns, where, signal };
  for await (const batch of handler.decode(source, decoding)) {
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
  if (rows > file.rows || (rows < file.rows && where.length === 0)) throw lostRows(asset.key, file, rows);
}

function lostRows(asset: string, file: PlacedFile, found: number): SluiceError {
  return new SluiceError("FILE_CORRUPT", {
    message: `${file.key} of ${asset} gave ${found} rows; ${file.rows} were stored.`,
    details: { asset, file: file.key },
    hint: "The file was changed outside Sluice. Restore it, or store the asset again.",
  });
}
