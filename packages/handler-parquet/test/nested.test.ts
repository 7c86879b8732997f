import { parquet } from "@sluice/handler-parquet";
import { int8, int32, list, map, string, struct, table } from "@sluice/sdk";
import type { RecordBatch } from "apache-arrow";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, describe, expect, it } from "vitest";
import {
  batchesOf,
  decodeBatches,
  decodeRows,
  duckdb,
  encodeAll,
  encodeOne,
  memoryFile,
  scratchFolder,
} from "./helpers.js";
import { nestedRows, nestedTypes } from "./nested-rows.js";

const handler = parquet({ compression: "snappy", rowGroupRows: 3, workers: 0 });
const save = scratchFolder();
const written = encodeOne(handler, nestedTypes, batchesOf(nestedTypes, nestedRows));
afterAll(() => handler.close?.());

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

describe("null, empty and holding nulls", () => {
  it("come back as they went, maps in their order", async () => {
    const rows = await decodeRows(handler, await written, nestedTypes);
    expect(rows).toEqual(nestedRows);
    const keys = (rows as typeof nestedRows).map(({ map }) => map && [...map.keys()]);
    expect(keys).toEqual([null, [], ["k"], ["z", "", "a"]]);
  });

  it("are the same to DuckDB", async () => {
    const path = save("nested.parquet", await written);
    const rows = await duckdb(`SELECT * FROM '${path}'`);
    expect(rows).toEqual(nestedRows.map(asDuckdb));
  });

  it("are the same to hyparquet", async () => {
    const columns = ["id", "list", "lists", "struct"];
    const rows = await parquetReadObjects({ file: exactBuffer(await written), columns });
    const picked = nestedRows.map(({ id, list, lists, struct }) => ({ id, list, lists, struct }));
    expect(nullsFor(rows)).toEqual(picked);
  });

  it("are rows in the footer, not values", async () => {
    expect(await handler.inspect(memoryFile(await written), {})).toEqual({ rows: 4 });
    const { num_rows, row_groups } = parquetMetadata(exactBuffer(await written));
    expect(num_rows).toBe(4n);
    expect(row_groups.map((group) => group.num_rows)).toEqual([3n, 1n]);
  });
});

describe("the file", () => {
  it("has the three levels of the format, and nulls only where they may be", async () => {
    const { schema } = parquetMetadata(exactBuffer(await written));
    const shape = (name: string, length: number) => {
      const start = schema.findIndex((element) => element.name === name);
      return schema
        .slice(start, start + length)
        .map((each) =>
          `${each.repetition_type} ${each.name} ${each.converted_type ?? each.type ?? ""}`.trim(),
        );
    };
    expect(shape("list", 3)).toEqual(["OPTIONAL list LIST", "REPEATED list", "OPTIONAL element INT32"]);
    expect(shape("required", 3)).toEqual([
      "REQUIRED required LIST",
      "REPEATED list",
      "REQUIRED element INT64",
    ]);
    expect(shape("map", 4)).toEqual([
      "OPTIONAL map MAP",
      "REPEATED key_value",
      "REQUIRED key UTF8",
      "OPTIONAL value DECIMAL",
    ]);
    expect(shape("requiredMap", 4)).toEqual([
      "REQUIRED requiredMap MAP",
      "REPEATED key_value",
      "REQUIRED key INT32",
      "REQUIRED value TIMESTAMP_MICROS",
    ]);
    expect(shape("struct", 4)).toEqual([
      "OPTIONAL struct",
      "OPTIONAL a INT32",
      "REQUIRED b",
      "REQUIRED c UTF8",
    ]);
    expect(shape("deep", 9)).toEqual([
      "OPTIONAL deep LIST",
      "REPEATED list",
      "OPTIONAL element MAP",
      "REPEATED key_value",
      "REQUIRED key UTF8",
      "OPTIONAL value",
      "REQUIRED x INT32",
      "OPTIONAL flags LIST",
      "REPEATED list",
    ]);
  });

  it("has microseconds for milliseconds inside too", async () => {
    const path = save("instants.parquet", await written);
    const [row] = await duckdb(`SELECT list_transform(map_values(requiredMap), v -> epoch_us(v)) AS inMap,
      list_transform(requiredStruct.instants, v -> epoch_us(v)) AS inStruct FROM '${path}' WHERE id = 1`);
    expect(row).toEqual({ inMap: ["-62135596799999000"], inStruct: [null, "-1000"] });
  });

  it("has statistics of each leaf, of the values that are there", async () => {
    const { row_groups } = parquetMetadata(exactBuffer(await written));
    const statistics = (group: number, path: string) =>
      row_groups[group]!.columns.find((column) => column.meta_data!.path_in_schema.join(".") === path)!
        .meta_data!.statistics;
    expect(statistics(0, "required.list.element")).toMatchObject({
      min_value: 1n,
      max_value: 2n ** 63n - 1n,
    });
    expect(statistics(1, "struct.a")).toMatchObject({ null_count: 1n });
    expect(statistics(1, "deep.list.element.key_value.value.x")).toMatchObject({
      min_value: 1,
      max_value: 4,
    });
  });

  it("is read by column, all its leaves and nothing else", async () => {
    const texts = Array.from({ length: 2000 }, (_, id) => ({
      id,
      texts: [`${id}`.repeat(50)],
      tree: { a: [id], b: id },
    }));
    const { schema } = table({
      id: int32(),
      texts: list(string()),
      tree: struct({ a: list(int32()), b: int32() }),
    });
    const large = parquet({ workers: 0, compression: "none", rowGroupRows: 500 });
    const bytes = await encodeOne(large, schema, batchesOf(schema, texts));
    const file = memoryFile(bytes);
    const batches = await decodeBatches(large, file, schema, ["tree"]);
    expect(batches.every((batch) => String(batch.schema.fields.map(({ name }) => name)) === "tree")).toBe(
      true,
    );
    expect(file.reads).toHaveLength(1 + 4);
    expect(file.bytesRead() - 65_536).toBeLessThan(bytes.length / 5);
    expect(await decodeRows(large, bytes, schema, ["tree", "id"])).toEqual(
      texts.map(({ id, tree }) => ({ tree, id })),
    );
  });
});

describe("row groups", () => {
  it("stay under the bytes they may take, counting what is inside", async () => {
    const { schema } = table({ lists: list(struct({ text: string(), numbers: map(int32(), int8()) })) });
    const numbers = new Map([
      [1, 1],
      [2, 2],
    ]);
    const rows = Array.from({ length: 300 }, (_, row) => ({
      lists: Array.from({ length: row % 7 }, (_, index) => ({ text: `${index}`.repeat(200), numbers })),
    }));
    const small = parquet({ rowGroupBytes: 20_000, workers: 0 });
    const bytes = await encodeOne(small, schema, batchesOf(schema, rows, 90));
    const counts = parquetMetadata(exactBuffer(bytes)).row_groups.map((group) => Number(group.num_rows));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
    // A row takes 700 bytes on average.
    expect(Math.max(...counts)).toBeLessThanOrEqual(35);
    expect(Math.min(...counts.slice(0, -1))).toBeGreaterThan(15);
    expect(await decodeRows(small, bytes, schema)).toEqual(rows);
  });

  it("hold a single row that is larger than they may be, and lists sliced anywhere", async () => {
    const { schema } = table({ lists: list(list(int32())) });
    const rows = [[], [[1]], [Array.from({ length: 5000 }, (_, index) => index)], [[], [2, 3]], []];
    const small = parquet({ rowGroupBytes: 2000, workers: 0 });
    const values = rows.map((lists) => ({ lists }));
    expect(
      await decodeRows(small, await encodeOne(small, schema, batchesOf(schema, values)), schema),
    ).toEqual(values);
  });
});

describe("nulls in Arrow data", () => {
  const { schema } = table({
    list: list(int32(), { nullable: true }),
    struct: struct({ inner: struct({ a: int32() }) }, { nullable: true }),
    map: map(string(), int32(), { nullable: true }),
  });
  const loose = table({
    list: list(int32({ nullable: true }), { nullable: true }),
    struct: struct({ inner: struct({ a: int32({ nullable: true }) }) }, { nullable: true }),
    map: map(string(), int32({ nullable: true }), { nullable: true }),
  }).schema;
  const none = { list: [], struct: null, map: null };

  /** What is null in the rows where `hidden` says so, and still has values below, as Arrow allows. */
  async function* withNulls(
    rows: readonly object[],
    hidden: readonly boolean[],
  ): AsyncGenerator<RecordBatch> {
    for await (const batch of batchesOf(loose, rows)) {
      const bitmap = Uint8Array.of(hidden.reduce((bits, each, row) => (each ? bits : bits | (1 << row)), 0));
      for (const data of batch.data.children) {
        Object.assign(data, { nullBitmap: bitmap, _nullCount: hidden.filter(Boolean).length });
      }
      yield batch;
    }
  }

  const rows = [
    { list: [1], struct: { inner: { a: 1 } }, map: new Map([["a", 1]]) },
    { list: [2, null], struct: { inner: { a: null } }, map: new Map([["b", null]]) },
    { list: [], struct: { inner: { a: 3 } }, map: new Map() },
  ];

  it("that belong to no value are left out", async () => {
    const bytes = await encodeOne(handler, schema, withNulls(rows, [false, true, false]));
    const expected = [rows[0], { list: null, struct: null, map: null }, rows[2]];
    expect(await decodeRows(handler, bytes, schema)).toEqual(expected);
    expect(
      await duckdb(`SELECT list, struct, map FROM '${save("hidden.parquet", bytes)}' LIMIT 1 OFFSET 1`),
    ).toEqual([{ list: null, struct: null, map: null }]);
  });

  it.each([
    ["list.element", { ...none, list: [1, null] }],
    ["struct.inner.a", { ...none, struct: { inner: { a: null } } }],
    ["map.key_value.value", { ...none, map: new Map([["a", null]]) }],
  ])("where %s may not be null are refused", async (path, row) => {
    await expect(encodeAll(handler, schema, batchesOf(loose, [none, row]))).rejects.toMatchObject({
      code: "SCHEMA_MISMATCH",
      details: { changes: [`"${path}" holds a null and may not`] },
    });
  });

  it("read from a file can be stored again", async () => {
    const outer = table({ struct: struct({ inner: struct({ a: int32() }) }, { nullable: true }) }).schema;
    const values = [{ struct: null }, { struct: { inner: { a: 1 } } }];
    const bytes = await encodeOne(handler, outer, batchesOf(outer, values));
    const again = handler.decode(memoryFile(bytes), { asset: "a", schema: outer });
    const copy = await encodeOne(handler, outer, again);
    expect(await decodeRows(handler, copy, outer)).toEqual(values);
  });
});

/** A value as DuckDB's JSON shows it. */
function asDuckdb(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date)
    return value
      .toISOString()
      .replace("T", " ")
      .replace(/(\.000)?Z$/, "");
  if (Array.isArray(value)) return value.map(asDuckdb);
  if (value instanceof Map) return [...value].map(([key, item]) => ({ key, value: asDuckdb(item) }));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asDuckdb(each)]));
}

/** A value of hyparquet, which has `undefined` for some nulls. */
function nullsFor(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nullsFor);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, nullsFor(each)]));
}
