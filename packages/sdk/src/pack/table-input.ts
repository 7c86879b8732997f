import { arrowSchema, type Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { castBatch } from "../arrow/cast.js";
import { SluiceError } from "../error.js";
import { BatchBuilder } from "./batch-builder.js";
import { unknownColumn } from "./row-appender.js";
import { valueError } from "./value-error.js";

/** How a table may be given: rows, Arrow, or an object of columns. */
export type TableInput<RowIn, Name extends string = string> =
  | Iterable<RowIn>
  | AsyncIterable<RowIn>
  | arrow.Table
  | Iterable<arrow.RecordBatch>
  | AsyncIterable<arrow.RecordBatch>
  | { readonly [Column in Name]?: ArrayLike<unknown> | arrow.Vector };

export interface PackOptions {
  readonly asset: string;
  readonly schema: Schema;
  readonly ignoreExtra: boolean;
}

/** Rows written at once between looks at the size of the batch. */
const chunkRows = 256;

/** The value as batches in the Arrow types of its schema. Reads it once and holds one batch. */
export async function* packTable(value: unknown, options: PackOptions): AsyncGenerator<arrow.RecordBatch> {
  if (isArrowTable(value)) yield* castAll(value.batches, options);
  else if (isRecordBatch(value)) yield* castAll([value], options);
  else if (isIterable(value)) yield* packElements(value, options);
  else if (typeof value === "object" && value !== null) yield* packColumns(value, options);
  else {
    throw new SluiceError("VALUE_INVALID", {
      message: `The value for ${options.asset} is ${value === undefined || value === null ? String(value) : `a ${typeof value}`}.`,
      details: { asset: options.asset },
      hint: "Store rows (array, iterable, async iterable), an Arrow table, record batches, or an object of columns. An empty array is a table without rows.",
    });
  }
}

async function* packElements(
  value: Iterable<unknown> | AsyncIterable<unknown>,
  options: PackOptions,
): AsyncGenerator<arrow.RecordBatch> {
  let firstRow = 0;
  let builder: BatchBuilder | undefined;
  for await (const chunk of Symbol.iterator in value ? chunksOf(value) : asyncChunksOf(value)) {
    if (builder === undefined && isRecordBatch(chunk[0])) {
      yield cast(chunk[0], options, firstRow);
      firstRow += chunk[0].numRows;
      continue;
    }
    if (builder === undefined && firstRow > 0) throw mixed(options.asset);
    builder ??= new BatchBuilder(options.schema, options);
    builder.appendRows(chunk, 0, chunk.length, firstRow);
    firstRow += chunk.length;
    if (builder.full) yield builder.flush();
  }
  if (builder !== undefined && builder.rows > 0) yield builder.flush();
}

// Two of a kind: waiting for every row of an iterable that never waits would double the time of packing.
function* chunksOf(value: Iterable<unknown>): Generator<unknown[]> {
  let chunk: unknown[] = [];
  for (const element of value) {
    chunk.push(element);
    if (chunk.length < chunkRows && !isRecordBatch(chunk[0])) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function* asyncChunksOf(value: AsyncIterable<unknown>): AsyncGenerator<unknown[]> {
  let chunk: unknown[] = [];
  for await (const element of value) {
    chunk.push(element);
    if (chunk.length < chunkRows && !isRecordBatch(chunk[0])) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function* packColumns(value: object, options: PackOptions): AsyncGenerator<arrow.RecordBatch> {
  const { schema, asset } = options;
  const columns = new Map(Object.entries(value as Record<string, ArrayLike<unknown> | arrow.Vector>));
  const names = new Set(schema.fields.map((field) => field.name));
  for (const name of columns.keys()) {
    if (!names.has(name) && !options.ignoreExtra) throw unknownColumn(asset, name, undefined, names);
  }
  const lengths = new Set([...columns.values()].map((column) => column?.length));
  const [length] = lengths;
  if (lengths.size !== 1 || typeof length !== "number") {
    throw new SluiceError("VALUE_INVALID", {
      message: `The columns for ${asset} have different lengths or none: ${[...lengths].join(", ")}.`,
      details: { asset },
      hint: "Give each column as an array of the same length.",
    });
  }
  const builder = new BatchBuilder(schema, { ...options, ignoreExtra: true });
  const readers = schema.fields.map((field) => [field.name, elementReader(columns.get(field.name))] as const);
  for (let start = 0; start < length; start += chunkRows) {
    const end = Math.min(start + chunkRows, length);
    const rows = Array.from({ length: end - start }, (_, index) =>
      Object.fromEntries(readers.map(([name, read]) => [name, read(start + index)])),
    );
    builder.appendRows(rows, 0, rows.length, start);
    if (builder.full) yield builder.flush();
  }
  if (builder.rows > 0) yield builder.flush();
}

function elementReader(column: ArrayLike<unknown> | arrow.Vector | undefined): (index: number) => unknown {
  if (column === undefined) return () => undefined;
  const get = (column as arrow.Vector).get;
  return typeof get === "function" ? (index) => get.call(column, index) : (index) => (column as never)[index];
}

async function* castAll(
  batches: Iterable<arrow.RecordBatch>,
  options: PackOptions,
): AsyncGenerator<arrow.RecordBatch> {
  let firstRow = 0;
  for (const batch of batches) {
    yield cast(batch, options, firstRow);
    firstRow += batch.numRows;
  }
}

function cast(batch: arrow.RecordBatch, options: PackOptions, firstRow: number): arrow.RecordBatch {
  const { schema, asset } = options;
  const names = new Set(schema.fields.map((field) => field.name));
  const extra = batch.schema.fields.find((field) => !names.has(field.name));
  if (extra !== undefined && !options.ignoreExtra) throw unknownColumn(asset, extra.name, undefined, names);
  const made = castBatch(batch, schema, arrowSchema(schema), { asset, firstRow });
  schema.fields.forEach((field, column) => {
    const data = made.data.children[column] as arrow.Data;
    if (field.nullable || data.nullCount === 0) return;
    for (let row = 0; row < made.numRows; row++) {
      if (!data.getValid(row)) throw valueError(field, firstRow + row, null, "the column is not nullable");
    }
  });
  return made;
}

// Arrow values are told by their shape: an application may have a second copy of the library.
function isArrowTable(value: unknown): value is arrow.Table {
  return isObject(value) && Array.isArray(value.batches) && isObject(value.schema);
}

function isRecordBatch(value: unknown): value is arrow.RecordBatch {
  return (
    isObject(value) &&
    typeof value.numRows === "number" &&
    isObject(value.data) &&
    isObject(value.schema) &&
    !("batches" in value)
  );
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return isObject(value) && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function mixed(asset: string): SluiceError {
  return new SluiceError("VALUE_INVALID", {
    message: `The value for ${asset} mixes rows and record batches.`,
    details: { asset },
    hint: "Give the one or the other.",
  });
}
