import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  castBatch,
  type EncodeContext,
  packRows,
  type StoredFile,
  type TypeHandler,
  unpacker,
} from "@sluice/sdk/plugin";
import { arrowSchema, type Schema, selectFields } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { afterAll } from "vitest";
import { readThrift } from "../src/format/read-thrift.js";
import type { ThriftStruct } from "../src/format/thrift.js";
import { writeThrift } from "../src/format/write-thrift.js";

export const context: EncodeContext = { asset: "test/table", write: "01test" };

export async function* pagesOf<Row extends object>(
  rows: readonly Row[],
  size: number,
): AsyncGenerator<Row[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}

/** Batches of about `size` rows. */
export async function* batchesOf(
  schema: Schema,
  rows: readonly object[],
  size = rows.length || 1,
): AsyncGenerator<RecordBatch> {
  for await (const page of pagesOf(rows, size)) {
    yield* packRows(pagesOf(page, size), schema, context.asset).batches;
  }
}

export interface WrittenFile {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

export async function encodeAll(
  handler: TypeHandler,
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
  more: Partial<EncodeContext> = {},
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  for await (const file of handler.encode({ schema, batches }, { ...context, ...more })) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.body) chunks.push(chunk);
    files.push({ bytes: Buffer.concat(chunks), rows: file.rows() });
  }
  return files;
}

export async function encodeOne(handler: TypeHandler, schema: Schema, batches: AsyncIterable<RecordBatch>) {
  const files = await encodeAll(handler, schema, batches);
  if (files.length !== 1) throw new Error(`${files.length} files`);
  return files[0]!.bytes;
}

export interface MemoryFile extends StoredFile {
  readonly reads: [start: number, end: number][];
  bytesRead(): number;
}

export function memoryFile(bytes: Uint8Array, name = "memory://test.parquet"): MemoryFile {
  const reads: [number, number][] = [];
  return {
    key: name,
    url: name,
    byteLength: bytes.length,
    reads,
    bytesRead: () => reads.reduce((sum, [start, end]) => sum + end - start, 0),
    async read(start, end) {
      reads.push([start, end]);
      return bytes.subarray(start, end);
    },
  };
}

export async function decodeBatches(
  handler: TypeHandler,
  file: StoredFile,
  schema: Schema,
  columns?: readonly string[],
): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  const wanted = columns === undefined ? {} : { columns };
  for await (const batch of handler.decode(file, { asset: context.asset, schema, ...wanted }))
    batches.push(batch);
  return batches;
}

/** The rows of a file, of all columns or those, cast back to the schema's types as the core does. */
export async function decodeRows(
  handler: TypeHandler,
  bytes: Uint8Array,
  schema: Schema,
  columns?: readonly string[],
): Promise<unknown[]> {
  const batches = await decodeBatches(handler, memoryFile(bytes), schema, columns);
  return rowsOf(batches, columns === undefined ? schema : selectFields(schema, columns));
}

/** The rows of batches that hold the columns of `schema` in whatever types. */
export function rowsOf(batches: readonly RecordBatch[], schema: Schema): unknown[] {
  const unpack = unpacker(schema);
  return batches.flatMap((batch) =>
    unpack(castBatch(batch, schema, arrowSchema(schema), { asset: context.asset })),
  );
}

/** The file with another footer. */
export function withFooter(file: Uint8Array, change: (footer: ThriftStruct) => void): Uint8Array {
  const bytes = Buffer.from(file);
  const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  const { struct } = readThrift(bytes.subarray(start, bytes.length - 8));
  change(struct);
  const footer = writeThrift(struct);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(footer.length);
  tail.write("PAR1", 4);
  return Buffer.concat([bytes.subarray(0, start), footer, tail]);
}

/** A folder that is removed after the tests of the file. */
export function scratchFolder(): (name: string, bytes: Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-parquet-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
}

/** What DuckDB answers, with every value as JSON shows it. */
export async function duckdb(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Equal numbers for equal seeds, from 0 to 1. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
