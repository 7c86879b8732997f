import { type Schema, schemaText } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { throwIfAborted } from "../abort.js";
import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { RowCondition } from "../plugin/type-handler.js";
import { batchReader } from "./batch-reader.js";
import { checkChecksum } from "./checksum.js";
import { engineBatch, engineNames } from "./engine-file.js";
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

/**
 * The rows of a file as batches in the Arrow types of `schema`, whose columns `stored` may lack. Rows for which `where`
 * does not hold may be missing.
 */
export async function* readFile(
  file: PlacedFile,
  stored: Schema,
  schema: Schema,
  context: LoadContext,
  where: readonly RowCondition[] = [],
): AsyncGenerator<arrow.RecordBatch> {
  const { asset, store, handlers, signal } = context;
  const { columns, read } = batchReader(file.schema, stored, schema, asset.key);
  const handler = tableReader(file.handler, asset, handlers);
  const source = storedFile(store, asset.key, file, signal);
  if (context.verify) await checkChecksum(source, file, asset.key);
  const conditions = ofFile(where, file, stored);
  let rows = 0;
  const ownNames = { schema: file.schema, columns, where: conditions };
  const isEngines = file.writtenBy === "engine";
  const decoding = { asset: asset.key, ...(isEngines ? inFile(ownNames) : ownNames), signal };
  for await (const batch of handler.decode(source, decoding)) {
    throwIfAborted(signal, asset.key);
    yield read(isEngines ? engineBatch(batch, file.schema) : batch, rows);
    rows += batch.numRows;
  }
  if (rows > file.rows || (rows < file.rows && conditions.length === 0))
    throw lostRows(asset.key, file, rows);
}

interface Wanted {
  readonly schema: Schema;
  readonly columns: readonly string[];
  readonly where: readonly RowCondition[];
}

/** The same by the names that an engine gives. */
function inFile({ schema, columns, where }: Wanted): Wanted {
  return {
    schema: engineNames(schema),
    columns: columns.map((name) => name.toLowerCase()),
    where: where.map((condition) => ({ ...condition, column: condition.column.toLowerCase() })),
  };
}

/** The conditions on columns that are in the file what they are in the table: values of the others would be taken wrong. */
function ofFile(
  where: readonly RowCondition[],
  { schema }: PlacedFile,
  stored: Schema,
): readonly RowCondition[] {
  if (schema === stored) return where;
  const textIn = ({ fields }: Schema, name: string): string =>
    schemaText({ fields: fields.filter((field) => field.name === name) });
  return where.filter(({ column }) => textIn(schema, column) === textIn(stored, column));
}

function lostRows(asset: string, file: PlacedFile, found: number): SluiceError {
  return new SluiceError("FILE_CORRUPT", {
    message: `${file.key} of ${asset} gave ${found} rows; ${file.rows} were stored.`,
    details: { asset, file: file.key },
    hint: "The file was changed outside Sluice. Restore it, or store the asset again.",
  });
}
