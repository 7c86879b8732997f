import { type EncodeContext, type EncodedFile, type TableForm, throwIfAborted } from "@sluice/sdk/plugin";
import { schemaText } from "@sluice/type-mapping";
import { type Schema as ArrowSchema, RecordBatchReader } from "apache-arrow";
import { parquetFailed } from "../errors.js";
import type { CheckedOptions } from "../options/options.js";
import { mapAhead } from "../pool/map-ahead.js";
import type { Pool } from "../pool/pool.js";
import { type EncodeStyle, TaskError, type TaskFault } from "../pool/task.js";
import { planColumns } from "./column-plan.js";
import { gather } from "./gather.js";
import { createOutputFile, type OutputFile, type Part } from "./output-file.js";
import { type GroupMemory, GrowingGroup, type RowGroup } from "./row-group.js";
import { storedSchema } from "./stored-schema.js";
import { createdBy } from "./version.js";

/** The files of a table. At most `pool.width` row groups are under way, however long the table is. */
export async function* encodeFiles(
  form: TableForm,
  context: EncodeContext,
  options: CheckedOptions,
  pool: Pool,
  memory: GroupMemory,
): AsyncGenerator<EncodedFile, void, undefined> {
  const schema = storedSchema(form.schema);
  const notes = { "sluice.schema": schemaText(form.schema), ...options.metadata };
  const limits = { rows: options.rowGroupRows, bytes: options.rowGroupBytes };
  let style: EncodeStyle | undefined;
  const encode = (group: RowGroup): Promise<Part> => {
    style ??= styleOf(schema, group, options);
    return encodePart(group, context, inAnOrder(style, schema, group), pool);
  };
  const groups = gather(form, schema, limits, context.asset, memory);
  const parts = mapAhead(groups, pool, encode, context);
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
    if (file.empty()) yield* file.add(await encode(new GrowingGroup(schema, memory).end()));
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

function styleOf(schema: ArrowSchema, { rows, stream }: RowGroup, options: CheckedOptions): EncodeStyle {
  const { compression, compressionLevel, statistics, sortedBy } = options;
  const columns = planColumns(schema, { rows, batches: [...RecordBatchReader.from(stream)] }, options);
  // Rows sorted by columns are also sorted by the first ones of them.
  const missing = sortedBy.findIndex(({ column }) => !columns.some(({ name }) => name === column));
  const known = missing < 0 ? sortedBy : sortedBy.slice(0, missing);
  return { compression, compressionLevel, statistics, columns, sortedBy: known, createdBy };
}

/** Engines disagree on where NaN comes, so rows with one in a column that they are ordered by have no order. */
function inAnOrder(style: EncodeStyle, { fields }: ArrowSchema, { columnsWithNaN }: RowGroup): EncodeStyle {
  const without = new Set([...columnsWithNaN].map((column) => fields[column]!.name));
  return style.sortedBy.some(({ column }) => without.has(column)) ? { ...style, sortedBy: [] } : style;
}

const smaller = "Make row groups smaller with parquet({ rowGroupRows, rowGroupBytes })";
const hints: Record<TaskFault, string> = {
  refused: "Nothing of it is kept. If it happens again, report it with the schema.",
  panicked: `${smaller}.`,
  ended: `If memory ran out: ${smaller}.`,
  late: `${smaller}, or give more time with parquet({ taskTimeoutMillis }).`,
};

async function encodePart(
  { rows, columnsWithNaN, stream, done }: RowGroup,
  { asset }: EncodeContext,
  style: EncodeStyle,
  pool: Pool,
): Promise<Part> {
  try {
    const [file] = await pool.run({ kind: "encode", parts: [stream], rows, style });
    done();
    return { bytes: file as Uint8Array, rows, columnsWithNaN };
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
