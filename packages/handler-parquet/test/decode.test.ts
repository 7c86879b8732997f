import { readFileSync } from "node:fs";
import { parquet } from "@sluice/handler-parquet";
import { float64, int64, schemaOf, string } from "@sluice/type-mapping";
import { type RecordBatch, Table, tableFromIPC, tableToIPC } from "apache-arrow";
import { afterAll, describe, expect, it } from "vitest";
import { batchesOf, decodeBatches, duckdb, encodeOne, memoryFile, random, scratchFolder } from "./helpers.js";

const handler = parquet({ rowGroupRows: 50_000 });
const save = scratchFolder();
afterAll(() => handler.close?.());

const schema = schemaOf({ a: int64(), b: float64(), c: float64(), d: string(), e: float64() });
const next = random(1);
const rows = Array.from({ length: 200_000 }, (_, index) => ({
  a: BigInt(index),
  b: next(),
  c: next(),
  d: `text ${index}`,
  e: next(),
}));
const written = encodeOne(handler, schema, batchesOf(schema, rows, 30_000));

function namesOf(batches: readonly RecordBatch[]): string[][] {
  return batches.map((batch) => batch.schema.fields.map((field) => field.name));
}

function count(batches: readonly RecordBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.numRows, 0);
}

describe("a projection", () => {
  it("fetches only what it needs", async () => {
    const bytes = await written;
    const all = memoryFile(bytes);
    const one = memoryFile(bytes);
    expect(count(await decodeBatches(handler, all, schema))).toBe(200_000);
    expect(count(await decodeBatches(handler, one, schema, ["c"]))).toBe(200_000);
    expect(all.bytesRead()).toBeLessThan(bytes.length * 1.1);
    expect(one.bytesRead()).toBeLessThan(bytes.length * 0.35);
    expect(one.reads).toHaveLength(1 + 4);
    expect(all.reads).toHaveLength(1 + 4);
  });

  it("comes in the order asked for, without what is not there", async () => {
    const batches = await decodeBatches(handler, memoryFile(await written), schema, [
      "e",
      "nothing",
      "a",
      "A",
    ]);
    expect(new Set(namesOf(batches).map(String))).toEqual(new Set(["e,a"]));
    const [first] = batches;
    expect(first!.getChild("a")!.get(7)).toBe(7n);
    expect(first!.getChild("e")!.get(7)).toBe(rows[7]!.e);
  });

  it("of columns that came later still has the rows", async () => {
    const file = memoryFile(await written);
    const batches = await decodeBatches(handler, file, schema, ["later"]);
    expect(count(batches)).toBe(200_000);
    expect(batches[0]!.numCols).toBe(0);
    expect(file.reads).toHaveLength(1);
  });
});

it("three columns of thirty come in few reads, and little else with them", async () => {
  const names = Array.from({ length: 30 }, (_, column) => `c${column}`);
  const wide = schemaOf(Object.fromEntries(names.map((name) => [name, float64()])));
  const wideRows = Array.from({ length: 20_000 }, (_, row) => {
    return Object.fromEntries(names.map((name, column) => [name, row * 31 + column + next()]));
  });
  const plain = { workers: 0, rowGroupRows: 10_000, compression: "none" } as const;
  const bytes = await encodeOne(parquet(plain), wide, batchesOf(wide, wideRows, 10_000));
  const chunk = 10_000 * 8;
  const file = memoryFile(bytes);
  // Two neighbours are one request, the third is far from them: two for each of the two row groups, and the footer.
  expect(count(await decodeBatches(handler, file, wide, ["c4", "c5", "c20"]))).toBe(20_000);
  expect(file.reads).toHaveLength(1 + 2 * 2);
  const data = file.reads.slice(1).reduce((sum, [start, end]) => sum + end - start, 0);
  expect(data).toBeGreaterThanOrEqual(2 * 3 * chunk);
  expect(data).toBeLessThan(2 * 3 * chunk * 1.05);
  expect(file.bytesRead()).toBeLessThan(bytes.length * 0.15);
});

it("yields batches of bounded size, rows in order", async () => {
  const batches = await decodeBatches(handler, memoryFile(await written), schema, ["a"]);
  // The library would cut them to 1024 rows.
  expect(batches.map((batch) => batch.numRows)).toEqual([50_000, 50_000, 50_000, 50_000]);
  const ids = batches.flatMap((batch) => [...(batch.getChild("a") as Iterable<bigint>)]);
  expect(ids.every((id, index) => id === BigInt(index))).toBe(true);
  const wide = schemaOf({ text: string() });
  const texts = Array.from({ length: 200 }, (_, index) => ({ text: `${index}`.padEnd(400_000, "x") }));
  const large = parquet({ rowGroupBytes: 400 * 1024 * 1024, workers: 0 });
  const bytes = await encodeOne(large, wide, batchesOf(wide, texts));
  const parts = await decodeBatches(handler, memoryFile(bytes), wide);
  expect(count(parts)).toBe(200);
  expect(Math.max(...parts.map((batch) => batch.numRows))).toBeLessThanOrEqual(100);
});

describe("files of DuckDB", () => {
  const nested = `SELECT i AS id,
      CASE WHEN i % 3 = 0 THEN NULL WHEN i % 3 = 1 THEN [] ELSE [i, NULL, i + 1] END AS list,
      {'x': i, 'y': {'z': 'deep ' || i, 'w': [i::VARCHAR]}} AS tree,
      MAP {'k' || i: i} AS pairs, i::HUGEINT::DECIMAL(30, 3) AS price, DATE '2024-02-29' + i::INT AS day
    FROM range(5000) t(i)`;

  it("come with their nested columns, in any order", async () => {
    const path = save("duckdb.parquet", new Uint8Array());
    await duckdb(`COPY (${nested}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
    const wanted = ["day", "pairs", "tree", "id", "list"];
    const batches = await decodeBatches(handler, memoryFile(readFileSync(path)), schema, wanted);
    expect(count(batches)).toBe(5000);
    const table = new Table(tableFromIPC(tableToIPC(new Table(batches))).batches);
    for (const index of [0, 1, 2, 2047, 2048, 4999]) {
      const row = JSON.parse(
        JSON.stringify(table.get(index), (_, value) => (typeof value === "bigint" ? Number(value) : value)),
      );
      expect(row.id).toBe(index);
      expect(row.list).toEqual(index % 3 === 0 ? null : index % 3 === 1 ? [] : [index, null, index + 1]);
      expect(row.tree).toEqual({ x: index, y: { z: `deep ${index}`, w: [`${index}`] } });
      expect(row.pairs).toEqual({ [`k${index}`]: index });
      expect(new Date(row.day).toISOString().slice(0, 10)).toBe(
        new Date(Date.UTC(2024, 1, 29 + index)).toISOString().slice(0, 10),
      );
    }
  });

  it.each(["snappy", "gzip", "zstd", "brotli", "lz4_raw"])("come with %s", async (codec) => {
    const path = save(`${codec}.parquet`, new Uint8Array());
    await duckdb(
      `COPY (SELECT i, 'text ' || i AS t FROM range(3000) t(i)) TO '${path}' (FORMAT parquet, CODEC '${codec}')`,
    );
    const [batch] = await decodeBatches(handler, memoryFile(readFileSync(path)), schema, ["t"]);
    expect(batch!.numRows).toBe(3000);
    expect(batch!.getChild("t")!.get(2999)).toBe("text 2999");
  });
});
