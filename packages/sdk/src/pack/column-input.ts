import * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { castAll } from "./arrow-input.js";
import { BatchBuilder } from "./batch-builder.js";
import type { PackOptions } from "./table-input.js";
import { unknownColumn } from "./unknown-column.js";

type ColumnInput = ArrayLike<unknown> | arrow.Vector;

/** An object of columns, arrays and Arrow vectors alike, as batches. */
export async function* packColumns(value: object, options: PackOptions): AsyncGenerator<arrow.RecordBatch> {
  const given = Object.entries(value as Record<string, ColumnInput | undefined>);
  const columns = new Map(given.filter((each): each is [string, ColumnInput] => each[1] !== undefined));
  const length = checkColumns(columns, options);
  const vectors = [...columns].filter((each): each is [string, arrow.Vector] => isVector(each[1]));
  if (vectors.length === 0 || length === 0) {
    yield* packArrays(columns, length, options);
    return;
  }
  const made = new Map(vectors.map(([name, vector]) => [name, ownVector(vector)]));
  const isArray = (name: string): boolean => columns.has(name) && !made.has(name);
  const fields = options.schema.fields.filter((field) => isArray(field.name));
  const arrays = [...packArrays(columns, length, { ...options, schema: { fields } })];
  for (const { name } of fields) made.set(name, columnOf(arrays, name));
  yield* castAll(new arrow.Table(Object.fromEntries(made)).batches, options);
}

/** The length they all have. */
function checkColumns(columns: ReadonlyMap<string, ColumnInput>, options: PackOptions): number {
  const { schema, asset, ignoreExtra } = options;
  const names = new Set(schema.fields.map((field) => field.name));
  for (const name of columns.keys()) {
    if (!names.has(name) && !ignoreExtra) throw unknownColumn(asset, name, undefined, names);
  }
  const lengths = new Set([...columns.values()].map((column) => column?.length));
  const [length] = lengths;
  if (lengths.size === 1 && typeof length === "number") return length;
  throw new SluiceError("VALUE_INVALID", {
    message: `The columns for ${asset} have different lengths or none: ${[...lengths].join(", ")}.`,
    details: { asset },
    hint: "Give each column as an array of the same length.",
  });
}

function* packArrays(
  columns: ReadonlyMap<string, ColumnInput>,
  length: number,
  options: PackOptions,
): Generator<arrow.RecordBatch> {
  const { schema } = options;
  const builder = new BatchBuilder(schema, { ...options, ignoreExtra: true });
  const sources = schema.fields.map(({ name }) => columns.get(name) as ArrayLike<unknown> | undefined);
  for (let start = 0, count = 0; start < length; start += count) {
    count = Math.min(builder.chunkRows, length - start);
    const chunks = sources.map((source) =>
      Array.from({ length: count }, (_, index) => source?.[start + index]),
    );
    builder.appendColumns(chunks, count, start);
    if (builder.full) yield builder.flush();
  }
  if (builder.rows > 0) yield builder.flush();
}

function columnOf(batches: readonly arrow.RecordBatch[], name: string): arrow.Vector {
  return new arrow.Vector(batches.flatMap((batch) => batch.getChild(name)?.data ?? []));
}

function isVector(column: ColumnInput): column is arrow.Vector {
  return typeof column === "object" && "data" in column && Array.isArray(column.data) && "get" in column;
}

// An application may have a second copy of the Arrow library, whose vectors ours does not know.
function ownVector(vector: arrow.Vector): arrow.Vector {
  if (vector instanceof arrow.Vector) return vector;
  const foreign = (vector as arrow.Vector).data;
  return new arrow.Vector(
    foreign.map(
      (data) =>
        new arrow.Data(
          data.type,
          data.offset,
          data.length,
          data.nullCount,
          data.buffers,
          data.children,
          data.dictionary,
        ),
    ),
  );
}
