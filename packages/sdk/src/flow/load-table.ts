import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { ObjectStore } from "../plugin/object-store.js";
import { batchReader } from "./batch-reader.js";
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

/** The rows of a file as batches in the Arrow types of `schema`, whose columns `stored` may lack. */
export async function* readFile(
  file: PlacedFile,
  stored: Schema,
  schema: Schema,
  context: LoadContext,
): AsyncGenerator<arrow.RecordBatch> {
  const { asset, store, handlers, signal } = context;
  const { columns, read } = batchReader(file.schema, stored, schema, asset.key);
  const handler = tableReader(file.handler, asset, handlers);
  const source = storedFile(store, asset.key, file, signal);
  if (context.verify) await checkChecksum(source, file, asset.key);
  let rows = 0;
  for await (const batch of handler.decode(source, {
    asset: asset.key,
    schema: file.schema,
    columns,
    signal,
  })) {
    if (signal?.aborted) {
      throw new SluiceError("ABORTED", {
        message: `Loading ${asset.key} was aborted.`,
        details: { asset: asset.key },
        cause: signal.reason,
      });
    }
    yield read(batch, rows);
    rows += batch.numRows;
  }
  if (rows !== file.rows) throw lostRows(asset.key, file, rows);
}

function lostRows(asset: string, file: PlacedFile, found: number): SluiceError {
  return new SluiceError("FILE_CORRUPT", {
    message: `${file.key} of ${asset} gave ${found} rows; ${file.rows} were stored.`,
    details: { asset, file: file.key },
    hint: "The file was changed outside Sluice. Restore it, or store the asset again.",
  });
}
