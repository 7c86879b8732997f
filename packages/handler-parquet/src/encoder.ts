import type { EncodeContext, EncodedFile, TableForm } from "@sluice/sdk/plugin";
import { type Schema as ArrowSchema, type RecordBatch, RecordBatchStreamWriter } from "apache-arrow";
import { throwIfAborted } from "./abort.js";
import { parquetFailed } from "./errors.js";
import { type GatheredRows, gather } from "./gather.js";
import { mapAhead } from "./map-ahead.js";
import type { ParquetOptions } from "./options.js";
import { createOutputFile, type OutputFile, type Part } from "./output-file.js";
import type { Pool } from "./pool.js";
import { storedSchema } from "./stored-schema.js";
import { TaskError } from "./task.js";
import { toStored } from "./to-stored.js";
import { createdBy } from "./version.js";

/** The files of a table. At most `pool.width` row groups are under way, however long the table is. */
export async function* encodeFiles(
  form: TableForm,
  context: EncodeContext,
  options: Required<ParquetOptions>,
  pool: Pool,
): AsyncGenerator<EncodedFile, void, undefined> {
  const schema = storedSchema(form.schema);
  const limits = { rows: options.rowGroupRows, bytes: options.rowGroupBytes };
  const encode = (group: GatheredRows): Promise<Part> => encodePart(group, schema, context, options, pool);
  const groups = gather(storedBatches(form, schema, context.asset), limits);
  const parts = mapAhead(groups, pool.width, encode, context);
  // The part to go on with, which may belong to the next file.
  let next: IteratorResult<Part, void> | undefined;
  let files = 0;

  async function* body(file: OutputFile): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      next ??= await parts.next();
      throwIfAborted(context);
      if (next.done === true || file.full()) break;
      const part = next.value;
      next = undefined;
      yield* file.add(part);
    }
    if (file.empty()) yield* file.add(await encode({ batches: [], rows: 0 }));
    yield* file.end();
  }

  try {
    do {
      const file = createOutputFile(++files, context, options.targetFileBytes);
      yield { body: body(file), rows: file.rows };
      file.checkEnded();
    } while (next?.done !== true);
  } finally {
    await parts.return();
  }
}

async function* storedBatches(
  { schema, batches }: TableForm,
  target: ArrowSchema,
  asset: string,
): AsyncGenerator<RecordBatch, void, undefined> {
  let firstRow = 0;
  for await (const batch of batches) {
    yield toStored(batch, schema, target, { asset, firstRow });
    firstRow += batch.numRows;
  }
}

async function encodePart(
  { batches, rows }: GatheredRows,
  schema: ArrowSchema,
  { asset }: EncodeContext,
  { compression }: Required<ParquetOptions>,
  pool: Pool,
): Promise<Part> {
  const bytes = ipcStream(batches, schema);
  try {
    const [file] = await pool.run({ kind: "encode", bytes, rows, compression, createdBy });
    return { bytes: file as Uint8Array, rows };
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    throw parquetFailed(
      "encode",
      `${asset}: a row group of ${rows} rows cannot be encoded: ${error.message}.`,
      {
        asset,
        hint: error.panicked
          ? "Make row groups smaller with parquet({ rowGroupRows, rowGroupBytes })."
          : "Nothing of it is kept. If it happens again, report it with the schema.",
        cause: error,
      },
    );
  }
}

// In a buffer of its own, so that it can be handed to a worker.
function ipcStream(batches: readonly RecordBatch[], schema: ArrowSchema): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  const bytes = writer.finish().toUint8Array(true);
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
