import { parquet } from "@sluice/handler-parquet";
import type { RowCondition } from "@sluice/sdk/plugin";
import { int32, int64, list, schemaOf, selectFields, string, struct } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";
import { int64 as integer, structsAt, type ThriftStruct } from "../src/format/thrift.js";
import { merged } from "../src/read/row-ranges.js";
import { batchesOf, encodeOne, type MemoryFile, memoryFile, random, rowsOf, withFooter } from "./helpers.js";

const nullable = { nullable: true } as const;
const columns = {
  id: int64(),
  city: string(),
  noise: string(nullable),
  wave: int32(nullable),
  tags: list(int32(), nullable),
  point: struct({ x: int64(nullable), name: string() }, nullable),
};
const schema = schemaOf(columns);
const count = 70_000;
const next = random(3);
const letters = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(33 + Math.floor(next() * 90))).join("");
const rows = Array.from({ length: count }, (_, id) => ({
  id: BigInt(id),
  city: `city ${Math.floor(id / 9000)}`,
  noise: id % 17 === 0 ? null : letters(20),
  // Goes up and down, so that what holds lies in several places.
  wave: id >= 40_000 && id < 60_000 ? null : Math.round(1000 * Math.sin(id / 8000)),
  tags: id % 5 === 0 ? null : Array.from({ length: id % 4 }, (_, at) => id + at),
  point: id % 11 === 0 ? null : { x: id % 3 === 0 ? null : BigInt(id), name: letters(id % 30) },
}));
const handler = parquet({ workers: 0 });
const written = encodeOne(handler, schema, batchesOf(schema, rows, 30_000));

async function read(
  file: MemoryFile,
  wanted: readonly string[],
  where: readonly RowCondition[],
): Promise<Record<string, unknown>[]> {
  const found: unknown[] = [];
  for await (const batch of handler.decode(file, { asset: "a", schema, columns: wanted, where }))
    found.push(...rowsOf([batch], selectFields(schema, wanted)));
  return found as Record<string, unknown>[];
}

const all = Object.keys(columns);
const condition = (
  column: string,
  comparison: "eq" | "lt" | "gte",
  value: bigint | string,
): RowCondition => ({
  column,
  comparison,
  value,
});

describe("pages that cannot hold", () => {
  it("are not fetched: one id of one row group takes a small part of its bytes", async () => {
    const whole = memoryFile(await written);
    expect(await read(whole, all, [])).toHaveLength(count);
    const file = memoryFile(await written);
    const found = await read(file, all, [condition("id", "eq", 50_000n)]);
    expect(found.find(({ id }) => id === 50_000n)).toEqual(rows[50_000]);
    expect(found.length).toBeLessThan(30_000);
    // One page of four of each column but the struct, whose leaves break into pages at different rows.
    expect(file.bytesRead()).toBeLessThan(whole.bytesRead() * 0.7);
    const narrow = memoryFile(await written);
    await read(narrow, ["id", "noise"], [condition("id", "eq", 50_000n)]);
    const both = memoryFile(await written);
    await read(both, ["id", "noise"], []);
    expect(narrow.bytesRead()).toBeLessThan(both.bytesRead() * 0.4);
  });

  it.each<[string, RowCondition[], (row: (typeof rows)[number]) => boolean]>([
    ["the first rows", [condition("id", "lt", 5n)], ({ id }) => id < 5n],
    ["the last rows", [condition("id", "gte", 69_998n)], ({ id }) => id >= 69_998n],
    ["one value of a dictionary", [condition("city", "eq", "city 4")], ({ city }) => city === "city 4"],
    ["several places", [condition("wave", "gte", 950n)], ({ wave }) => wave !== null && wave >= 950],
    ["nulls", [{ column: "wave", comparison: "isNull", value: true }], ({ wave }) => wave === null],
    [
      "two conditions",
      [condition("wave", "lt", -900n), condition("id", "gte", 20_000n)],
      ({ wave, id }) => wave !== null && wave < -900 && id >= 20_000n,
    ],
    ["nothing", [condition("city", "eq", "city 5"), condition("id", "lt", 1000n)], () => false],
  ])("take no row away that does: %s", async (_name, where, holds) => {
    for (const wanted of [all, ["tags", "id", "noise"]]) {
      const found = await read(memoryFile(await written), wanted, where);
      expect(found.length).toBeLessThan(count);
      const ids = found.map(({ id }) => Number(id));
      expect(new Set(ids).size).toBe(ids.length);
      const known = new Set(ids);
      expect(rows.filter(holds).every(({ id }) => known.has(Number(id)))).toBe(true);
      // Each row came with its own values, also where pages of different columns met.
      for (let at = 0; at < found.length; at += 29) {
        const row = rows[ids[at]!] as Record<string, unknown>;
        expect(textOf(found[at]!)).toBe(textOf(Object.fromEntries(wanted.map((name) => [name, row[name]]))));
      }
    }
  });
});

describe("a page index", () => {
  const chunkAt = (footer: ThriftStruct, leaf: number): ThriftStruct =>
    structsAt(structsAt(footer, 4)[0]!, 1)[leaf]!;

  it.each<[string, (chunk: ThriftStruct, other: ThriftStruct) => void]>([
    ["outside of the file", (chunk) => chunk.set(4, integer(2 ** 40))],
    ["in the middle of a page", (chunk) => chunk.set(6, integer(1000))],
    ...[4, 5, 6, 7].map((field): [string, (chunk: ThriftStruct, other: ThriftStruct) => unknown] => [
      `with a number below zero in field ${field}`,
      (chunk) => chunk.set(field, integer(-1)),
    ]),
    ["of another column", (chunk, other) => chunk.set(4, other.get(4)!).set(5, other.get(5)!)],
  ])("%s is refused", async (_name, change) => {
    const bytes = withFooter(await written, (footer) => change(chunkAt(footer, 0), chunkAt(footer, 2)));
    const verdict = await read(memoryFile(bytes), ["id", "noise"], [condition("id", "eq", 5n)]).then(
      () => "read",
      (error) => error.code,
    );
    expect(verdict).toBe("FILE_CORRUPT");
  });

  it("that a column does not have is done without", async () => {
    const bytes = withFooter(await written, (footer) => {
      for (const field of [4, 5, 6, 7]) chunkAt(footer, 2).delete(field);
    });
    const where = [condition("id", "gte", 45_123n), condition("id", "lt", 45_125n)];
    const found = await read(memoryFile(bytes), ["noise", "id"], where);
    expect(found.length).toBeLessThan(30_000);
    const [noise, id] = [rows[45_123]!.noise, 45_123n];
    expect(found).toContainEqual({ noise, id });
  });

  it("that a column does not have costs no second reading of it, in however many places rows may hold", async () => {
    const schema = schemaOf({ turn: int32(), noise: string() });
    // Pages hold some 20,500 rows: every other one may hold.
    const turns = Array.from({ length: 200_000 }, (_, id) => ({
      turn: id % 41_020 > 21_500 && id % 41_020 < 40_000 ? 1 : 0,
      noise: letters(8),
    }));
    const encoder = parquet({ workers: 0, rowGroupRows: turns.length });
    const bytes = await encodeOne(encoder, schema, batchesOf(schema, turns, 50_000));
    const wanted = ["turn", "noise"];
    const load = async (from: Uint8Array, where: readonly RowCondition[]) => {
      const file = memoryFile(from);
      let count = 0;
      for await (const batch of handler.decode(file, { asset: "a", schema, columns: wanted, where }))
        count += batch.numRows;
      return { count, bytesRead: file.bytesRead() };
    };
    const where = [condition("turn", "eq", 1n)];
    const whole = await load(bytes, []);
    const some = await load(bytes, where);
    expect(some.count).toBeLessThan(turns.length * 0.6);
    expect(some.bytesRead).toBeLessThan(whole.bytesRead * 0.7);
    const bare = withFooter(bytes, (footer) => {
      for (const field of [4, 5, 6, 7]) chunkAt(footer, 1).delete(field);
    });
    const read = await load(bare, where);
    expect(read.count).toBeGreaterThanOrEqual(some.count);
    expect(read.bytesRead).toBeLessThan(whole.bytesRead * 1.1);
  });
});

it("ranges become few by giving up the narrowest gaps", () => {
  const ranges = [0, 10, 30, 35, 90].map((start) => ({ start, end: start + 5 }));
  expect(merged(ranges, 9)).toEqual([
    { start: 0, end: 5 },
    { start: 10, end: 15 },
    { start: 30, end: 40 },
    { start: 90, end: 95 },
  ]);
  expect(merged(ranges, 2)).toEqual([
    { start: 0, end: 40 },
    { start: 90, end: 95 },
  ]);
  expect(merged(ranges, 1)).toEqual([{ start: 0, end: 95 }]);
  expect(merged([], 3)).toEqual([]);
});

function textOf(row: Record<string, unknown>): string {
  return JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}` : value));
}
