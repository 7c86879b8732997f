import { type EncodeContext, type EncodedFile, type TableForm, throwIfAborted } from "@sluice/sdk/plugin";
import { schemaText } from "@sluice/type-mapping";
import { type Schema as ArrowSchema, type RecordBatch, RecordBatchStreamWriter } from "apache-arrow";
import { parquetFailed } from "../errors.js";
import type { CheckedOptions } from "../options/options.js";
import { mapAhead } from "../pool/map-ahead.js";
import type { Pool } from "../pool/pool.js";
import { type EncodeStyle, TaskError, type TaskFault } from "../pool/task.js";
import { planColumns } from "./column-plan.js";
import { type GatheredRows, gather } from "./gather.js";
import { createOutputFile, type OutputFile, type Part } from "./output-file.js";
import { storedSchema } from "./stored-schema.js";
import { toStored } from "./to-stored.js";
import { createdBy } from "./version.js";

/** The files of a table. At most `pool.width` row groups are under way, however long the table is. */
export async function* encodeFiles(
  form: TableForm,
  context: EncodeContext,
  options: CheckedOptions,
  pool: Pool,
): AsyncGenerator<EncodedFile, void, undefined> {
  const schema = storedSchema(form.schema);
  const notes = { "sluice.schema": schemaText(form.schema), ...options.metadata };
  const limits = { rows: options.rowGroupRows, bytes: options.rowGroupBytes };
  let style: EncodeStyle | undefined;
  const encode = (group: GatheredRows): Promise<Part> => {
    style ??= styleOf(schema, group, options);
    return encodePart(group, schema, context, style, pool);
  };
  const groups = gather(storedBatches(form, schema, context.asset), limits);
  const parts = mapAhead(groups, pool.width, encode, context);
  // The part to go on with, which may belong to the next file.
  let next: IteratorResult<Part, void> | undefined;
  let files = 0;

  async function* body(file: OutputFile): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      next ??= await parts.next();
      throwIfAborted(context.signal, context.asset);
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
      const file = createOutputFile(++files, context, notes, options.targetFileBytes);
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

function styleOf(schema: ArrowSchema, first: GatheredRows, options: CheckedOptions): EncodeStyle {
  const { compression, compressionLevel, statistics, sortedBy } = options;
  const columns = planColumns(schema, first, options);
  // Rows sorted by columns are also sorted by the first ones of them.
  const missing = sortedBy.findIndex(({ column }) => !columns.some(({ name }) => name === column));
  const known = missing < 0 ? sortedBy : sortedBy.slice(0, missing);
  return { compression, compressionLevel, statistics, columns, sortedBy: known, createdBy };
}

const smaller = "Make row groups smaller with parquet({ rowGroupRows, rowGroupBytes })";
const hints: Record<TaskFault, string> = {
  refused: "Nothing of it is kept. If it happens again, report it with the schema.",
  panicked: `${smaller}.`,
  ended: `If memory ran out: ${smaller}.`,
  late: `${smaller}, or give more time with parquet({ taskTimeoutMillis }).`,
};

async function encodePart(
  { batches, rows }: GatheredRows,
  schema: ArrowSchema,
  { asset }: EncodeContext,
  style: EncodeStyle,
  pool: Pool,
): Promise<Part> {
  const parts = await ipcStream(batches, schema);
  try {
    const [file] = await pool.run({ kind: "encode", parts, rows, style });
    return { bytes: file as Uint8Array, rows };
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    throw parquetFailed(
      "encode",
      `${asset}: a row group of ${rows} rows cannot be encoded: ${error.message}.`,
      {
        asset,
        hint: hints[error.fault],
        cause: error,
      },
    );
  }
}

// Most of it are the buffers of the batches themselves.
async function ipcStream(batches: readonly RecordBatch[], schema: ArrowSchema): Promise<Uint8Array[]> {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  const parts: Uint8Array[] = [];
  for await (const part of writer) parts.push(part);
  return parts;
}
