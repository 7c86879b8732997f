import { readFileSync } from "node:fs";
import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  date,
  decimal,
  defineAsset,
  float64,
  int32,
  int64,
  memoryStore,
  string,
  table,
  timestamp,
} from "@sluice/sdk";
import type { RowCondition } from "@sluice/sdk/plugin";
import { schemaOf } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";
import { batchesOf, context, encodeOne, memoryFile, random, withFooter } from "./helpers.js";

const nullable = { nullable: true } as const;
const columns = {
  id: int64(),
  small: int32(nullable),
  half: float64(nullable),
  price: decimal(9, 2),
  total: decimal(30, 4),
  word: string(nullable),
  day: date(),
  at: timestamp(3),
};
const schema = schemaOf(columns);
// Ten row groups, each with a hundred values of its own; the sixth has nulls only where there may be some.
const rows = Array.from({ length: 1000 }, (_, id) => {
  const absent = Math.floor(id / 100) === 5;
  return {
    id: BigInt(id),
    small: absent ? null : id - 500,
    half: absent ? null : id === 307 || id === 707 ? Number.NaN : id / 2,
    price: `${id - 500}.25`,
    total: `${id - 500}.0000`,
    word: absent ? null : `word ${String(id).padStart(4, "0")}`,
    day: new Date(id * 86_400_000).toISOString().slice(0, 10),
    at: new Date(id * 1000),
  };
});
const handler = parquet({ workers: 0, rowGroupRows: 100 });
const written = encodeOne(handler, schema, batchesOf(schema, rows));

/** The ids in the row groups that are read. */
async function idsRead(where: readonly RowCondition[], bytes?: Uint8Array): Promise<number[]> {
  const file = memoryFile(bytes ?? (await written));
  const ids: number[] = [];
  for await (const batch of handler.decode(file, { asset: context.asset, schema, columns: ["id"], where }))
    ids.push(...[...(batch.getChild("id") as Iterable<bigint>)].map(Number));
  return ids;
}

const groupsOf = (ids: readonly number[]): number[] => [...new Set(ids.map((id) => Math.floor(id / 100)))];
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe("row groups that cannot hold are not read", () => {
  it.each<[string, RowCondition, number[]]>([
    ["id = 250", { column: "id", comparison: "eq", value: 250n }, [2]],
    ["id = 5000", { column: "id", comparison: "eq", value: 5000n }, []],
    ["id <> 250", { column: "id", comparison: "ne", value: 250n }, range(0, 10)],
    ["id > 699", { column: "id", comparison: "gt", value: 699n }, [7, 8, 9]],
    ["id >= 699", { column: "id", comparison: "gte", value: 699n }, [6, 7, 8, 9]],
    ["id < 300", { column: "id", comparison: "lt", value: 300n }, [0, 1, 2]],
    ["id <= 300", { column: "id", comparison: "lte", value: 300n }, [0, 1, 2, 3]],
    ["id in 5, 905", { column: "id", comparison: "in", values: [5n, 905n] }, [0, 9]],
    ["id in nothing", { column: "id", comparison: "in", values: [] }, []],
    ["small < -350", { column: "small", comparison: "lt", value: -350n }, [0, 1]],
    ["small <> 0", { column: "small", comparison: "ne", value: 0n }, [0, 1, 2, 3, 4, 6, 7, 8, 9]],
    ["small is null", { column: "small", comparison: "isNull", value: true }, [5]],
    [
      "small is not null",
      { column: "small", comparison: "isNull", value: false },
      [0, 1, 2, 3, 4, 6, 7, 8, 9],
    ],
    // Groups with a NaN have no statistics.
    ["half > 449.5", { column: "half", comparison: "gt", value: 449.5 }, [3, 7, 9]],
    ["half = NaN", { column: "half", comparison: "eq", value: Number.NaN }, [0, 1, 2, 3, 4, 6, 7, 8, 9]],
    ["price = -499.75", { column: "price", comparison: "eq", value: -49975n }, [0]],
    ["total >= 400", { column: "total", comparison: "gte", value: 4_000_000n }, [9]],
    ["word = 'word 0310'", { column: "word", comparison: "eq", value: "word 0310" }, [3]],
    ["word >= 'word 08'", { column: "word", comparison: "gte", value: "word 08" }, [8, 9]],
    ["day < 1970-02-01", { column: "day", comparison: "lt", value: 31n }, [0]],
    ["at > 899 s", { column: "at", comparison: "gt", value: 899_000n }, [9]],
    ["a column the file does not have", { column: "later", comparison: "eq", value: 1n }, range(0, 10)],
  ])("%s", async (_name, condition, groups) => {
    expect(groupsOf(await idsRead([condition]))).toEqual(groups);
  });

  it("all conditions together", async () => {
    const between: RowCondition[] = [
      { column: "id", comparison: "gte", value: 350n },
      { column: "day", comparison: "lt", value: 400n },
    ];
    expect(groupsOf(await idsRead(between))).toEqual([3]);
    const file = memoryFile(await written);
    const read = { asset: "a", schema, columns: ["id"] };
    for await (const _ of handler.decode(file, { ...read, where: between }));
    const all = memoryFile(await written);
    for await (const _ of handler.decode(all, read));
    expect(file.reads.length).toBeLessThan(all.reads.length);
  });

  it("unless the statistics are of an order nobody knows", async () => {
    const bytes = withFooter(await written, (footer) => footer.delete(7));
    const condition: RowCondition = { column: "id", comparison: "eq", value: 250n };
    expect(groupsOf(await idsRead([condition], bytes))).toEqual(range(0, 10));
  });

  it("nor where a column is something else in the file", async () => {
    const other = schemaOf({ ...columns, id: decimal(18, 2), price: decimal(9, 4), at: timestamp(9) });
    const found = async (condition: RowCondition) => {
      let count = 0;
      const read = { asset: "a", schema: other, columns: ["id"], where: [condition] };
      for await (const batch of handler.decode(memoryFile(await written), read)) count += batch.numRows;
      return count;
    };
    expect(await found({ column: "id", comparison: "eq", value: 100_000n })).toBe(1000);
    expect(await found({ column: "price", comparison: "eq", value: 1n })).toBe(1000);
    expect(await found({ column: "at", comparison: "lt", value: 100_000_000_000n })).toBe(100);
  });
});

it("files of other writers never lose a row that holds", async () => {
  const read = schemaOf({
    id: int32(nullable),
    big: int64(nullable),
    price: decimal(9, 2, nullable),
    day: date(nullable),
    text: string(nullable),
    half: float64(nullable),
    at: timestamp(6, nullable),
  });
  for (const name of [
    "pyarrow-int96",
    "pyarrow-delta",
    "polars",
    "duckdb",
    "spark",
    "spark-legacy",
    "trino-hive",
    "trino-iceberg",
  ]) {
    const bytes = readFileSync(new URL(`fixtures/${name}.parquet`, import.meta.url));
    const rowsWith = async (condition: RowCondition): Promise<number[]> => {
      const ids: number[] = [];
      const options = { asset: "a", schema: read, columns: ["id"], where: [condition] };
      for await (const batch of handler.decode(memoryFile(bytes), options))
        ids.push(...(batch.getChild("id") as Iterable<number>));
      return ids;
    };
    for (const id of [0, 1, 24, 25, 49, 59]) {
      expect(await rowsWith({ column: "id", comparison: "eq", value: BigInt(id) })).toContain(id);
      const price = BigInt(id * 101 - 3000);
      expect(await rowsWith({ column: "price", comparison: "lte", value: price })).toContain(id);
      expect(await rowsWith({ column: "text", comparison: "eq", value: `text ${(id * 37) % 50}` })).toContain(
        id,
      );
      if (id % 7 === 3) continue;
      const big = BigInt(id - 30) * 1_000_000_007_000n;
      expect(await rowsWith({ column: "big", comparison: "gte", value: big })).toContain(id);
    }
    expect(await rowsWith({ column: "at", comparison: "gt", value: 253402300799999998n })).toContain(1);
    // Trino does not say by which order it found the least and the greatest value.
    const ordered = !name.startsWith("trino");
    expect(await rowsWith({ column: "id", comparison: "gt", value: 59n })).toHaveLength(ordered ? 0 : 60);
  }
});

it("io.load gives the same rows, and reads fewer bytes", async () => {
  const asset = defineAsset({ key: "test/filtered", type: table(columns) });
  const store = memoryStore();
  let bytesRead = 0;
  const counting: typeof store = {
    ...store,
    get: async (...parameters) => {
      const content = await store.get(...parameters);
      const range = parameters[1]?.range;
      if (range !== undefined) bytesRead += "suffix" in range ? range.suffix : range.end - range.start;
      return content;
    },
  };
  const io = createIOManager({ handlers: [handler], store: counting });
  await io.store(asset, rows);
  const next = random(5);
  const conditions = [
    { id: { gte: 300n, lt: 305n } },
    { small: null },
    { word: { gt: "word 0998" } },
    { price: { in: ["-499.75", "499.25"] } },
    { day: "1970-04-11", at: { gt: new Date(0) } },
    { half: { ne: 3 } },
    { total: { eq: `${Math.floor(next() * 900) - 400}.0000` } },
  ];
  const all = await io.load(asset);
  const whole = bytesRead;
  for (const where of conditions) {
    bytesRead = 0;
    const found = await io.load(asset, { where: where as never });
    expect(found.length).toBeGreaterThan(0);
    const ids = new Set(found.map(({ id }) => id));
    // Without statistics nothing can be left out, so this is what the rows themselves say.
    const plain = createIOManager({
      handlers: [parquet({ workers: 0, statistics: "none" })],
      store: memoryStore(),
    });
    await plain.store(asset, rows);
    expect(found).toEqual(await plain.load(asset, { where: where as never }));
    expect(all.filter(({ id }) => ids.has(id))).toHaveLength(found.length);
  }
  bytesRead = 0;
  await io.load(asset, { where: { id: 7n } });
  expect(bytesRead).toBeLessThan(whole * 0.8);
});
