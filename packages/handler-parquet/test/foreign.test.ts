import { readFileSync } from "node:fs";
import { parquet, readParquet } from "@sluice/handler-parquet";
import { int8, int32, int64, list, map, string, struct, table, timestamp } from "@sluice/sdk";
import { selectFields } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { int32 as count, structs, structsAt, type ThriftStruct, text, textAt } from "../src/format/thrift.js";
import {
  batchesOf,
  decodeBatches,
  decodeRows,
  duckdb,
  encodeOne,
  memoryFile,
  rowsOf,
  scratchFolder,
  withFooter,
} from "./helpers.js";

const handler = parquet({ workers: 0 });
const save = scratchFolder();
const nullable = { nullable: true } as const;

async function batchesFrom(fixture: string, columns?: readonly string[]): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  const path = new URL(`fixtures/${fixture}`, import.meta.url);
  for await (const batch of readParquet(path, { workers: 0, ...(columns && { columns }) }))
    batches.push(batch);
  return batches;
}

describe("files of pyarrow", () => {
  const { schema } = table({
    id: int32(nullable),
    list: list(int64(nullable), nullable),
    map: map(string(), list(int8(nullable), nullable), nullable),
    structs: list(struct({ x: int32(nullable), when: timestamp(3, nullable) }, nullable), nullable),
  });
  const when = new Date("2024-02-29T01:02:03.004Z");
  const rows = [
    { id: 1, list: null, map: null, structs: null },
    { id: 2, list: [], map: new Map(), structs: [null] },
    {
      id: 3,
      list: [1n, null, 2n],
      map: new Map<string, number[] | null>([
        ["b", [1]],
        ["a", null],
        ["c", []],
      ]),
      structs: [
        { x: 1, when: null },
        { x: null, when },
      ],
    },
  ];

  it.each(["pyarrow-item.parquet", "pyarrow-pages.parquet"])("%s is read", async (fixture) => {
    expect(rowsOf(await batchesFrom(fixture), schema)).toEqual(rows);
    const columns = ["structs", "id"];
    expect(rowsOf(await batchesFrom(fixture, columns), selectFields(schema, columns))).toEqual(
      rows.map(({ structs, id }) => ({ structs, id })),
    );
  });

  it("has none without rows", async () => {
    expect(await batchesFrom("pyarrow-empty.parquet")).toEqual([]);
    const bytes = readFileSync(new URL("fixtures/pyarrow-empty.parquet", import.meta.url));
    expect(await handler.inspect(memoryFile(bytes), {})).toEqual({ rows: 0 });
  });
});

// What follows has the pages of the three-level form, under the schema that other writers give them.
describe("other forms", () => {
  const element = { type: 1, repetition: 3, name: 4, children: 5, converted: 6, logical: 10 } as const;

  function renamed(schema: readonly ThriftStruct[], names: Readonly<Record<string, string>>): void {
    for (const each of schema) {
      const name = names[textAt(each, element.name)];
      if (name !== undefined) each.set(element.name, text(name));
    }
  }

  /** Without the middle level: what is repeated is the element itself. */
  function twoLevels(schema: readonly ThriftStruct[], name: string): ThriftStruct[] {
    const middle = schema.findIndex((each) => textAt(each, element.name) === "list");
    const repeated = new Map(schema[middle + 1]);
    repeated.set(element.repetition, schema[middle]!.get(element.repetition)!);
    repeated.set(element.name, text(name));
    return [...schema.slice(0, middle), repeated, ...schema.slice(middle + 2)];
  }

  function withSchema(
    file: Uint8Array,
    change: (schema: ThriftStruct[]) => readonly ThriftStruct[],
  ): Uint8Array {
    return withFooter(file, (footer) => {
      footer.set(2, structs([...change(structsAt(footer, 2))]));
      footer.delete(5);
    });
  }

  const { schema } = table({
    numbers: list(int32(), nullable),
    pairs: map(string(), int64(nullable), nullable),
    id: int32(),
  });
  const rows = [
    { numbers: null, pairs: null, id: 1 },
    { numbers: [], pairs: new Map(), id: 2 },
    {
      numbers: [1, 2],
      pairs: new Map([
        ["k", null],
        ["l", 1n],
      ]),
      id: 3,
    },
  ];
  const written = encodeOne(handler, schema, batchesOf(schema, rows));

  it.each([
    ["Spark's and Hive's old names", { list: "bag", element: "array_element", key_value: "map" }],
    ["Arrow's names", { element: "item", key_value: "entries", key: "keys", value: "values" }],
  ])("with %s are read", async (_name, names) => {
    const file = withSchema(await written, (each) => {
      renamed(each, names);
      return each;
    });
    expect(await decodeRows(handler, file, schema)).toEqual(rows);
    expect(await decodeRows(handler, file, schema, ["id", "pairs"])).toEqual(
      rows.map(({ id, pairs }) => ({ id, pairs })),
    );
  });

  it.each([
    ["outside", -1],
    ["inside", 0],
  ])("whose maps are annotated as entries, %s, are read", async (_name, where) => {
    const mapKeyValue = count(2);
    const file = withSchema(await written, (each) => {
      const middle = each.findIndex((one) => textAt(one, element.name) === "key_value");
      each[middle - 1]!.delete(element.logical);
      each[middle]!.set(element.name, text("map"));
      each[middle + where]!.set(element.converted, mapKeyValue);
      return each;
    });
    expect(await decodeRows(handler, file, schema)).toEqual(rows);
  });

  it("whose lists have two levels are read", async () => {
    const file = withSchema(await written, (each) => twoLevels(each, "array"));
    expect(await decodeRows(handler, file, schema)).toEqual(rows);
  });

  it.each(["array", "points_tuple"])("whose lists of structs have two levels, %s, are read", async (name) => {
    const { schema: points } = table({ points: list(struct({ x: int32(nullable) }), nullable) });
    const values = [{ points: null }, { points: [] }, { points: [{ x: 1 }, { x: null }] }];
    const file = withSchema(await encodeOne(handler, points, batchesOf(points, values)), (each) =>
      twoLevels(each, name),
    );
    expect(await decodeRows(handler, file, points)).toEqual(values);
  });

  it("that repeat without a list around are read, and cannot be null", async () => {
    const { schema: bare } = table({ numbers: list(int32()), id: int32() });
    const values = [
      { numbers: [], id: 1 },
      { numbers: [1, 2], id: 2 },
    ];
    const file = withSchema(await encodeOne(handler, bare, batchesOf(bare, values)), (each) => {
      const flat = twoLevels(each, "numbers");
      return [flat[0]!, ...flat.slice(2)];
    });
    expect(await decodeRows(handler, file, bare)).toEqual(values);
  });
});

it("a few bytes of a file that hold many values come as batches that stay small", async () => {
  const path = save("zeros.parquet", new Uint8Array());
  await duckdb(`COPY (SELECT list_resize([0::BIGINT], 10_000, 0) AS zeros FROM range(500))
    TO '${path}' (FORMAT parquet, CODEC 'zstd')`);
  const bytes = readFileSync(path);
  expect(bytes.length).toBeLessThan(100_000);
  const { schema } = table({ zeros: list(int64(nullable), nullable) });
  const counts = (await decodeBatches(handler, memoryFile(bytes), schema)).map((batch) => batch.numRows);
  expect(counts.reduce((sum, rows) => sum + rows, 0)).toBe(500);
  expect(Math.max(...counts)).toBeLessThan(450);
});
