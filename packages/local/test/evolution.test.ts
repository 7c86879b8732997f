import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AnyAsset,
  type Columns,
  daily,
  decimal,
  defineAsset,
  float32,
  float64,
  type IOManager,
  int8,
  int32,
  int64,
  list,
  local,
  map,
  type SqlStatement,
  sql,
  string,
  struct,
  table,
  timestamp,
  uuid,
} from "@sluice/local";
import { differences } from "@sluice/testkit";
import { duckdbTypes, mapType, parseDuckdbType } from "@sluice/type-mapping";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shownTypes } from "./shown-types.js";

const maybe = { nullable: true } as const;
const append = { mode: "append" } as const;

let root: string;
let io: IOManager;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-evolution-"));
  io = local(root);
});
afterEach(async () => {
  await io.close();
  await rm(root, { recursive: true });
});

const assetOf = <C extends Columns>(columns: C, schemaEvolution: "additive" | "replace" = "additive") =>
  defineAsset({ key: "shop/all", type: table(columns), schemaEvolution });

const put = (asset: AnyAsset, rows: readonly object[], options: object = {}) =>
  io.store(asset, rows as never, options as never);

/** SQL and load find the same rows, and SQL the exact types. */
async function expectSame(asset: AnyAsset, rows: readonly object[]): Promise<void> {
  const loaded = (await io.load(asset)) as object[];
  expect(differences(rows, loaded)).toEqual([]);
  const shown = await io.query(sql`SELECT * FROM ${asset as never} ORDER BY id` as SqlStatement, {
    as: asset.type as never,
  });
  expect(differences(rows, shown)).toEqual([]);
  const described = await io.query(sql`DESCRIBE ${asset as never}` as SqlStatement);
  const { fields } = asset.description.schema;
  expect(described.map(({ column_name }) => column_name)).toEqual(fields.map(({ name }) => name));
  for (const [index, { name, type }] of fields.entries()) {
    const found = parseDuckdbType(String(described[index]?.column_type));
    expect(found, name).toEqual(parseDuckdbType(mapType(duckdbTypes, type)));
  }
}

describe("columns that came later", { timeout: 120_000 }, () => {
  const { id: _, ...others } = shownTypes.columns as Columns & { id: never };
  const added = Object.fromEntries(
    Object.entries(others).map(([name, column]) => [name, { ...column, nullable: true }]),
  );

  it("are null in older files, whatever their type", async () => {
    const before = assetOf({ id: int32() });
    const after = assetOf({ id: int32(), ...added });
    await io.store(before, [{ id: -1 }]);
    await put(after, shownTypes.rows, append);
    const nothing = Object.fromEntries(Object.keys(added).map((name) => [name, null]));
    await expectSame(after, [{ id: -1, ...nothing }, ...shownTypes.rows]);
    await io.store(before, [{ id: 1_000_000 }], append);
    await expectSame(after, [{ id: -1, ...nothing }, ...shownTypes.rows, { id: 1_000_000, ...nothing }]);
    await io.rollback(before, { to: 1 });
    await expectSame(before, [{ id: -1 }]);
  });

  it("stand beside every type that was there before", async () => {
    const before = assetOf(shownTypes.columns);
    const after = assetOf({ ...shownTypes.columns, later: decimal(38, 2, maybe) });
    await put(before, shownTypes.rows);
    const later = (value: string | null) => shownTypes.rows.map((row) => ({ ...row, later: value }));
    await put(after, [], append);
    await expectSame(after, later(null));
    await put(after, later("1.00"));
    await expectSame(after, later("1.00"));
    await put(before, shownTypes.rows.slice(0, 1));
    await expectSame(after, later(null).slice(0, 1));
  });
});

it("widens numbers, also inside", async () => {
  const before = assetOf({
    id: int8(),
    f: float32(),
    d: decimal(4, 2),
    who: struct({ name: string(), token: uuid() }),
    all: list(struct({ n: int32() }), maybe),
    by: map(string(), int8()),
  });
  const after = assetOf({
    id: int64(),
    f: float64(),
    d: decimal(38, 2),
    who: struct({ name: string(), token: uuid(), at: timestamp(6, maybe) }),
    all: list(struct({ n: int64(), note: string(maybe) }), maybe),
    by: map(string(), int64()),
  });
  const token = "123e4567-e89b-12d3-a456-426614174000";
  await io.store(before, [
    {
      id: -128,
      f: Math.fround(0.1),
      d: "-99.99",
      who: { name: "Ada", token },
      all: [{ n: 1 }],
      by: new Map([["x", 1]]),
    },
    { id: -127, f: 0.5, d: "0.00", who: { name: "Bob", token }, all: null, by: new Map() },
  ]);
  const last = {
    id: 2n ** 62n,
    f: 0.1,
    d: "999999999999999999999999999999999999.99",
    who: { name: "Eve", token, at: "0001-01-01T00:00:00.000001" },
    all: [{ n: 2n ** 62n, note: "n" }],
    by: new Map([["y", 2n ** 62n]]),
  };
  await io.store(after, [last], append);
  await expectSame(after, [
    {
      id: -128n,
      f: Math.fround(0.1),
      d: "-99.99",
      who: { name: "Ada", token, at: null },
      all: [{ n: 1n, note: null }],
      by: new Map([["x", 1n]]),
    },
    { id: -127n, f: 0.5, d: "0.00", who: { name: "Bob", token, at: null }, all: null, by: new Map() },
    last,
  ]);
});

it("shows partitions of several times, and hides what was dropped", async () => {
  const orders = <C extends Columns>(columns: C) =>
    defineAsset({
      key: "shop/orders",
      type: table({ id: int32(), placed: timestamp(3), ...columns }),
      partitions: { day: daily("placed") },
      schemaEvolution: "replace",
    }) as AnyAsset;
  const day = (number: number) => new Date(Date.UTC(2024, 4, number));
  const store = (asset: AnyAsset, row: object) => put(asset, [row], { split: true });
  await store(orders({ note: string(maybe), n: int32() }), { id: 1, placed: day(1), note: "secret", n: 1 });
  await store(orders({ n: int64(), write: string(maybe) }), {
    id: 2,
    placed: day(2),
    n: 2n ** 40n,
    write: "w",
  });
  await store(orders({ n: int64(), write: string(maybe) }), { id: 3, placed: day(3), n: 3, write: null });
  const rows = await io.query(sql`SELECT * FROM ${orders({}) as never} ORDER BY id` as SqlStatement);
  expect(rows.map(({ placed: _, ...row }) => row)).toEqual([
    { id: 1, n: 1n, write: null, day: "2024-05-01" },
    { id: 2, n: 2n ** 40n, write: "w", day: "2024-05-02" },
    { id: 3, n: 3n, write: null, day: "2024-05-03" },
  ]);
});
