import { availableParallelism } from "node:os";
import { type ParquetOptions, parquet } from "@sluice/handler-parquet";
import { isSluiceError } from "@sluice/sdk";
import { arrowSchema, int64, schemaOf, string, timestamp } from "@sluice/type-mapping";
import { makeData, RecordBatch, Struct, type Timestamp, vectorFromArray } from "apache-arrow";
import { parquetMetadata } from "hyparquet";
import { afterAll, describe, expect, it } from "vitest";
import { checkOptions } from "../src/options/options.js";
import { storedSchema } from "../src/write/stored-schema.js";
import { toStored } from "../src/write/to-stored.js";
import { allTypes, edgeRows } from "./all-types.js";
import { batchesOf, context, decodeBatches, encodeAll, encodeOne, memoryFile } from "./helpers.js";
import { nestedRows, nestedTypes } from "./nested-rows.js";

const handler = parquet({ rowGroupRows: 100 });
const schema = schemaOf({ id: int64(), word: string() });
const rows = Array.from({ length: 1000 }, (_, id) => ({ id: BigInt(id), word: `word ${id}` }));
afterAll(() => handler.close?.());

describe("a source that fails", () => {
  it.each([0, 1, 450])("after %i rows: the body throws the very same error", async (good) => {
    const failure = new Error("the source broke");
    async function* source() {
      yield* batchesOf(schema, rows.slice(0, good), 50);
      throw failure;
    }
    const files = handler.encode({ schema, batches: source() }, context)[Symbol.asyncIterator]();
    const first = await files.next();
    let byteLength = 0;
    const reading = async (): Promise<void> => {
      for await (const chunk of first.value!.body) byteLength += chunk.length;
    };
    await expect(reading()).rejects.toBe(failure);
    expect(byteLength === 0).toBe(good < 400);
    await files.return?.();
  });

  it("has its error in the body although a file would just have ended", async () => {
    const failure = new Error("the source broke");
    async function* source() {
      yield* batchesOf(schema, rows.slice(0, 100));
      throw failure;
    }
    const small = parquet({ rowGroupRows: 100, targetFileBytes: 1, workers: 0 });
    const files = small.encode({ schema, batches: source() }, context)[Symbol.asyncIterator]();
    const first = await files.next();
    await expect(drain(first.value!.body)).rejects.toBe(failure);
  });
});

describe("a caller that leaves", () => {
  it("closes the source", async () => {
    let closed = false;
    async function* source() {
      try {
        yield* batchesOf(schema, rows, 100);
      } finally {
        closed = true;
      }
    }
    for await (const file of handler.encode({ schema, batches: source() }, context)) {
      for await (const _ of file.body) break;
      break;
    }
    expect(closed).toBe(true);
  });

  it("is told when it asks for the next file too early", async () => {
    const reading = async (): Promise<void> => {
      for await (const _ of handler.encode({ schema, batches: batchesOf(schema, rows) }, context));
    };
    await expect(reading()).rejects.toMatchObject({ code: "VERIFY_FAILED" });
  });
});

describe("the abort signal", () => {
  it("ends an encode whose source hangs", async () => {
    async function* source() {
      yield* batchesOf(schema, rows, 100);
      await new Promise(() => {});
    }
    const abort = new AbortController();
    const encoding = encodeAll(handler, schema, source(), { signal: abort.signal });
    setTimeout(() => abort.abort(new Error("enough")), 50);
    await expect(encoding).rejects.toMatchObject({ code: "ABORTED", cause: { message: "enough" } });
  });

  it("ends before anything is read when it was given up before", async () => {
    let asked = false;
    async function* source() {
      asked = true;
      yield* batchesOf(schema, rows);
    }
    await expect(encodeAll(handler, schema, source(), { signal: AbortSignal.abort() })).rejects.toMatchObject(
      {
        code: "ABORTED",
        details: { asset: "test/table" },
      },
    );
    expect(asked).toBe(false);
  });

  it("ends a decode whose file hangs", async () => {
    const bytes = await encodeOne(handler, schema, batchesOf(schema, rows));
    const abort = new AbortController();
    const file = { ...memoryFile(bytes), read: () => new Promise<never>(() => {}) };
    const reading = async (): Promise<void> => {
      for await (const _ of handler.decode(file, { asset: "a", schema, signal: abort.signal }));
    };
    setTimeout(() => abort.abort(), 20);
    await expect(reading()).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("batches", () => {
  it("make the same bytes with and without workers", async () => {
    const sets = [
      [allTypes, edgeRows],
      [schema, rows],
      [nestedTypes, Array.from({ length: 400 }, (_, id) => ({ ...nestedRows[id % 4]!, id }))],
    ] as const;
    for (const [each, values] of sets) {
      const made = await Promise.all(
        [0, 1, 3].map(async (workers) => {
          const own = parquet({ workers, rowGroupRows: 70 });
          const bytes = await encodeOne(own, each, batchesOf(each, values, 33));
          await own.close?.();
          return Buffer.from(bytes).toString("base64");
        }),
      );
      expect(made[1]).toBe(made[0]);
      expect(made[2]).toBe(made[0]);
    }
  });

  it("of other columns are refused", async () => {
    const swapped = schemaOf({ word: string(), id: int64() });
    const narrower = schemaOf({ id: int64() });
    const named = schemaOf({ id: int64(), Word: string() });
    for (const other of [swapped, narrower, named]) {
      await expect(encodeAll(handler, schema, batchesOf(other, rowsOf(other)))).rejects.toMatchObject({
        code: "SCHEMA_MISMATCH",
      });
    }
  });

  it("with a null where none may be are refused", async () => {
    const nullable = schemaOf({ id: int64({ nullable: true }), word: string() });
    const bad = batchesOf(nullable, [{ id: null, word: "" }]);
    await expect(encodeAll(handler, schema, bad)).rejects.toMatchObject({
      code: "SCHEMA_MISMATCH",
      details: { changes: ['"id" holds a null and may not'] },
    });
  });

  it("may be empty or sliced", async () => {
    async function* source() {
      for await (const batch of batchesOf(schema, rows)) {
        yield batch.slice(0, 0);
        yield batch.slice(13, 500);
        yield batch.slice(500, 501);
      }
    }
    const bytes = await encodeOne(handler, schema, source());
    const ids = (await decodeBatches(handler, memoryFile(bytes), schema)).flatMap((batch) => [
      ...(batch.getChild("id") as Iterable<bigint>),
    ]);
    expect(ids).toEqual(rows.slice(13, 501).map((row) => row.id));
  });
});

describe("milliseconds", () => {
  const column = schemaOf({ at: timestamp(3, { nullable: true }) });

  function convert(values: readonly (bigint | null)[], slice = 0): (bigint | null)[] {
    const stored = toStored(millis(values, slice), column, storedSchema(column), {
      asset: "a",
      firstRow: 40,
    });
    const data = stored.data.children[0]!;
    return Array.from({ length: data.length }, (_, row) =>
      data.getValid(row) ? (data.values[row] as bigint) : null,
    );
  }

  function millis(values: readonly (bigint | null)[], slice: number): RecordBatch {
    const [field] = arrowSchema(column).fields;
    const bitmap = vectorFromArray(values.map((value) => (value === null ? null : 1))).data[0]!.nullBitmap;
    const data = makeData({
      type: field!.type as Timestamp,
      length: values.length,
      nullCount: values.filter((value) => value === null).length,
      nullBitmap: bitmap,
      data: BigInt64Array.from(values, (value) => value ?? 2n ** 62n),
    });
    const type = new Struct(arrowSchema(column).fields);
    const batch = new RecordBatch(
      arrowSchema(column),
      makeData({ type, length: values.length, nullCount: 0, children: [data] }),
    );
    return batch.slice(slice, values.length);
  }

  it("become microseconds exactly, from the first of year 1 to the last of 9999", () => {
    const values = [
      0n,
      1n,
      -1n,
      4294967n,
      -4294968n,
      253402300799999n,
      -62135596800000n,
      null,
      1714521600123n,
    ];
    expect(convert(values)).toEqual(values.map((value) => (value === null ? null : value * 1000n)));
    expect(convert(values, 3)).toEqual(
      values.slice(3).map((value) => (value === null ? null : value * 1000n)),
    );
  });

  it.each([253402300800000n, -62135596800001n, 2n ** 63n - 1n, -(2n ** 63n)])("refuse %i", (value) => {
    expect(() => convert([0n, value])).toThrowError(
      expect.objectContaining({
        code: "VALUE_UNSUPPORTED",
        details: expect.objectContaining({ row: 41, column: "at", type: "timestamp(3)" }),
      }),
    );
  });
});

describe("options", () => {
  it.each([
    { compression: "lz4" },
    { compression: null },
    { rowGroupRows: 0 },
    { rowGroupRows: 1.5 },
    { rowGroupBytes: -1 },
    { rowGroupBytes: 2 ** 31 },
    { targetFileBytes: Number.NaN },
    { workers: -1 },
    { workers: "2" },
    { taskTimeoutMillis: 0 },
    { rowsPerGroup: 5 },
  ])("%j is refused with a hint", (options) => {
    const [option] = Object.keys(options);
    try {
      parquet(options as ParquetOptions);
      expect.unreachable();
    } catch (error) {
      if (!isSluiceError(error, "CONFIGURATION_INVALID")) throw error;
      expect(error.details.option).toBe(option);
      expect(error.hint).toBeTruthy();
    }
  });

  it("have the defaults that are written down", async () => {
    const ids = schemaOf({ id: int64() });
    const many = Array.from({ length: 131_073 }, (_, id) => ({ id: BigInt(id) }));
    const bytes = await encodeOne(parquet({ workers: 0 }), ids, batchesOf(ids, many, 50_000));
    const { row_groups } = parquetMetadata(Uint8Array.from(bytes).buffer);
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([131_072, 1]);
    // The library's own default is not to compress.
    expect(row_groups[0]!.columns[0]!.meta_data!.codec).toBe("ZSTD");
    const threads = availableParallelism();
    const workers = { usual: threads < 4 ? 1 : 2, most: Math.min(4, threads) };
    expect(checkOptions({})).toMatchObject({
      ...{ compression: "zstd", compressionLevel: undefined, rowGroupRows: 131_072 },
      ...{ rowGroupBytes: 64 * 1024 * 1024, targetFileBytes: 512 * 1024 * 1024, columns: {} },
      ...{ statistics: "page", sortedBy: [], metadata: {}, workers, taskTimeoutMillis: 60_000 },
    });
    expect(checkOptions({ workers: 3 }).workers).toEqual({ usual: 3, most: 3 });
  });

  it("say what the handler is", () => {
    expect(parquet()).toMatchObject({
      specVersion: 1,
      name: "parquet",
      family: "table",
      extension: "parquet",
      contentType: "application/vnd.apache.parquet",
      engineFormat: "PARQUET",
    });
  });
});

function rowsOf(each: typeof schema): object[] {
  return [Object.fromEntries(each.fields.map(({ name }) => [name, name === "id" ? 1n : "x"]))];
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body);
}
