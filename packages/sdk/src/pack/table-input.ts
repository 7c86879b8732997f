import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { checkAborted } from "../abort.js";
import { SluiceError } from "../error.js";
import { castAll, castInput } from "./arrow-input.js";
import { BatchBuilder } from "./batch-builder.js";
import type { BatchMemory } from "./batch-memory.js";
import { packColumns } from "./column-input.js";

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
  /** Rows are packed in batches of about so many bytes. Default: `batchBytes`. */
  readonly fullBytes?: number;
  /** Where rows are packed. Default: in new memory. */
  readonly memory?: BatchMemory;
  readonly signal?: AbortSignal;
}

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
  // One, until it is known that it is no batch.
  const chunkRows = (): number => builder?.chunkRows ?? 1;
  const chunks =
    Symbol.iterator in value ? chunksOf(value, chunkRows) : asyncChunksOf(value, chunkRows, options);
  for await (const chunk of chunks) {
    checkAborted(options.asset, options.signal);
    if (builder === undefined && isRecordBatch(chunk[0])) {
      yield castInput(chunk[0], options, firstRow);
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
function* chunksOf(value: Iterable<unknown>, chunkRows: () => number): Generator<unknown[]> {
  let chunk: unknown[] = [];
  let wished = chunkRows();
  for (const element of value) {
    chunk.push(element);
    if (chunk.length < wished) continue;
    yield chunk;
    chunk = [];
    wished = chunkRows();
  }
  if (chunk.length > 0) yield chunk;
}

async function* asyncChunksOf(
  value: AsyncIterable<unknown>,
  chunkRows: () => number,
  { asset, signal }: PackOptions,
): AsyncGenerator<unknown[]> {
  let chunk: unknown[] = [];
  let wished = chunkRows();
  for await (const element of value) {
    checkAborted(asset, signal);
    chunk.push(element);
    if (chunk.length < wished) continue;
    yield chunk;
    chunk = [];
    wished = chunkRows();
  }
  if (chunk.length > 0) yield chunk;
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
