import {
  type AnyAsset,
  type Columns,
  decimal,
  defineAsset,
  type IOManager,
  int32,
  int64,
  isSluiceError,
  sql,
  string,
  struct,
  table,
  timestamp,
  value,
} from "@sluice/sdk";
import { differences } from "@sluice/testkit";
import { expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("evolution");
const maybe = { nullable: true } as const;
const split = { split: true } as const;
const ordersOf = <C extends Columns>(
  name: string,
  columns: C,
  schemaEvolution: "additive" | "replace" = "additive",
) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }), region: string(), ...columns }),
    partitions: { region: value("region") },
    schemaEvolution,
  });

async function expectBoth(io: IOManager, asset: AnyAsset, rows: readonly object[]): Promise<void> {
  const byId = (left: object, right: object) => (left as { id: number }).id - (right as { id: number }).id;
  const loaded = ((await io.load(asset)) as object[]).sort(byId);
  expect(differences(rows, loaded)).toEqual([]);
  const shown = await io.query(sql`SELECT * FROM ${asset as never} ORDER BY id` as never, {
    as: asset.type as never,
  });
  expect(differences(rows, shown)).toEqual([]);
}

it("adds columns, keeps them for older programs, and goes back", async () => {
  const v1 = ordersOf("orders", { total: decimal(12, 2) });
  const v2 = ordersOf("orders", {
    total: decimal(12, 2),
    at: timestamp(6, maybe),
    tax: decimal(38, 10, { ...maybe, comment: "the state's" }),
  });
  await using io = lake.open();
  const statements: string[] = [];
  io.on((event) => event.type === "statement-run" && statements.push(event.sql));
  await io.store(v1, [{ id: 1, region: "eu", total: "1.00" }], { partition: "eu" });
  const two = { id: 2, region: "eu", total: "2.00", at: "2024-05-01T10:00:00.123456", tax: "0.0000000001" };
  await io.store(v2, [two], { partition: "eu", mode: "append" });
  const one = { id: 1, region: "eu", total: "1.00", at: null, tax: null };
  await expectBoth(io, v2, [one, two]);
  await using older = lake.open();
  await older.store(v1, [{ id: 3, region: "us", total: "3.00" }], split);
  const three = { id: 3, region: "us", total: "3.00", at: null, tax: null };
  await expectBoth(older, v2, [one, two, three]);
  const described = await lake.client.run(`DESCRIBE hive.${lake.schema}.orders`);
  expect(described.rows.map(([name, type]) => `${name} ${type}`)).toEqual([
    "id bigint",
    "region varchar",
    "total decimal(12,2)",
    "at timestamp(6)",
    "tax decimal(38,10)",
  ]);
  expect(statements.filter((each) => each.startsWith("ALTER"))).toHaveLength(2);
  // Once the table says what it has, nobody looks at its columns.
  statements.length = 0;
  await io.store(v2, [{ ...two, id: 4 }], { partition: "eu", mode: "append" });
  expect(statements.filter((each) => /ALTER|COMMENT ON|information_schema/.test(each))).toEqual([]);
  await io.rollback(v1, { to: 1 });
  await expectBoth(io, v1, [{ id: 1, region: "eu", total: "1.00" }]);
  expect((await lake.client.run(`DESCRIBE hive.${lake.schema}.orders`)).rows).toHaveLength(3);
  await io.rollback(v2, { to: 3 });
  await expectBoth(io, v2, [one, two, three]);
});

it("keeps the columns of all who add some at once", async () => {
  const first = ordersOf("many", {});
  await using io = lake.open();
  await io.store(first, [{ id: 0, region: "eu" }], split);
  const names = ["a", "b", "c", "d"];
  await Promise.all(
    names.map(async (name, index) => {
      await using other = lake.open();
      const asset: AnyAsset = ordersOf("many", { [name]: string(maybe) });
      await other.store(asset, [{ id: index + 1, region: name, [name]: name }] as never, split as never);
    }),
  );
  const all = ordersOf("many", Object.fromEntries(names.map((name) => [name, string(maybe)])));
  const nothing = { a: null, b: null, c: null, d: null };
  await expectBoth(io, all, [
    { id: 0, region: "eu", ...nothing },
    ...names.map((name, index) => ({ id: index + 1, region: name, ...nothing, [name]: name })),
  ]);
});

it("adds what a table lacks that another server, or a lost change, left behind", async () => {
  const v1 = ordersOf("behind", {});
  await using io = lake.open();
  await io.store(v1, [{ id: 1, region: "eu" }], split);
  const v2 = ordersOf("behind", { note: string(maybe) });
  await io.store(v2, [{ id: 2, region: "us", note: "two" }], split);
  await lake.client.run(`ALTER TABLE hive.${lake.schema}.behind__data DROP COLUMN note`);
  await io.store(v2, [{ id: 3, region: "as", note: "three" }], split);
  await expectBoth(io, v2, [
    { id: 1, region: "eu", note: null },
    { id: 2, region: "us", note: "two" },
    { id: 3, region: "as", note: "three" },
  ]);
});

it("hides dropped columns, and refuses other changes before the first byte", async () => {
  const all = { n: int32(), who: struct({ name: string() }, maybe), note: string(maybe) };
  const first = ordersOf("kept", all, "replace");
  await using io = lake.open();
  await io.store(first, [{ id: 1, region: "eu", n: 1, who: { name: "Ada" }, note: "secret" }], split);
  const files: string[] = [];
  io.on((event) => event.type === "file-put" && files.push(event.key));
  const refused = async (columns: Columns, change: string) => {
    for (const options of [{ partition: "us" }, { split: true, replace: "all" }]) {
      const asset: AnyAsset = ordersOf("kept", columns, "replace");
      const error = await io.store(asset, [], options as never).catch((thrown: unknown) => thrown);
      expect(isSluiceError(error, "CAPABILITY_MISSING")).toBe(true);
      expect(String(error)).toContain(change);
    }
  };
  await refused({ ...all, n: int64() }, 'widened "n" int32 to int64');
  await refused(
    { ...all, who: struct({ name: string(), age: int32(maybe) }, maybe) },
    'added field "who.age" int32?',
  );
  expect(files).toEqual([]);
  const without = ordersOf("kept", { n: int32(), who: all.who }, "replace");
  await io.store(without, [{ id: 2, region: "us", n: 2, who: null }], { partition: "us" });
  await expectBoth(io, without, [
    { id: 1, region: "eu", n: 1, who: { name: "Ada" } },
    { id: 2, region: "us", n: 2, who: null },
  ]);
  // Its name comes back with its type, over new files.
  await io.store(first, [{ id: 3, region: "eu", n: 3, who: null, note: "new" }], {
    ...split,
    replace: "all",
  });
  await expectBoth(io, first, [{ id: 3, region: "eu", n: 3, who: null, note: "new" }]);
  await io.store(without, [{ id: 4, region: "eu", n: 4, who: null }], { ...split, replace: "all" });
  const other = ordersOf("kept", { n: int32(), who: all.who, note: int64(maybe) }, "replace");
  const error = await io.store(other, [], { ...split, replace: "all" }).catch((thrown: unknown) => thrown);
  expect(isSluiceError(error, "CAPABILITY_MISSING")).toBe(true);
  expect(String(error)).toContain('has "note" as varchar');
});

it("plans what it would run, and runs nothing but reads", async () => {
  const user = `planner_${lake.schema}`;
  const planner = lake.open(lake.catalog({ user }));
  const v1 = ordersOf("planned", { total: decimal(12, 2) });
  const first = await planner.plan(v1, split);
  await using io = lake.open();
  const run: string[] = [];
  io.on((event) => event.type === "statement-run" && run.push(event.sql));
  const changing = () => run.filter((each) => !each.startsWith("SELECT"));
  await io.store(v1, [{ id: 1, region: "eu", total: "1.00" }], split);
  const known = (texts: readonly string[]) => texts.map((each) => each.replace(/write=\w+/g, "write=…"));
  const inRows = (texts: readonly string[]) =>
    texts.map((each) => each.replaceAll("eu'", "…'").replaceAll("=eu/", "=…/"));
  // Some of a first store run at the same time, and end in any order.
  expect(inRows(known(changing())).sort()).toEqual(inRows(known(first.statements)).sort());
  const v2 = ordersOf("planned", { total: decimal(12, 2), at: timestamp(6, maybe), note: string(maybe) });
  const plan = await planner.plan(v2, { partition: "eu", mode: "append" });
  expect(plan.refusals).toEqual([]);
  expect(plan.changes.map(({ text }) => text)).toEqual([
    'added column "at" timestamp(6)?',
    'added column "note" string?',
  ]);
  expect(plan.notes).toEqual([expect.stringMatching(/^at: stored as bigint/)]);
  run.length = 0;
  await io.store(v2, [{ id: 2, region: "eu", total: "1.00" }], { partition: "eu", mode: "append" });
  expect(known(changing())).toEqual(plan.statements);
  await lake.client.run(`CREATE TABLE hive.${lake.schema}.taken (id bigint)`);
  const taken = await planner.plan(ordersOf("taken", {}), split);
  expect(taken.refusals.map(({ code }) => code)).toEqual(["TABLE_NOT_OURS"]);
  const { rows } = await lake.client.run(`SELECT query FROM system.runtime.queries WHERE "user" = '${user}'`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(([query]) => !/^SELECT/.test(String(query)))).toEqual([]);
  await planner.close();
});
