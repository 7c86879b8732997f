import { jsonl } from "@sluice/handler-jsonl";
import {
  bytes,
  createIOManager,
  decimal,
  defineAsset,
  given,
  type IOManager,
  int64,
  manifest,
  memoryStore,
  SluiceError,
  string,
  table,
  value,
} from "@sluice/sdk";
import type { Catalog, ObjectStore } from "@sluice/sdk/plugin";
import { beforeEach, expect, it } from "vitest";
import { watched } from "./lakes.js";
import { codeOf } from "./packing.js";

const maybe = { nullable: true } as const;
const partitions = { region: value("region") };
const columns = { id: int64(), region: string() };
const orders = defineAsset({ key: "sales/orders", type: table(columns), partitions });
const grown = defineAsset({
  key: "sales/orders",
  type: table({ ...columns, tax: decimal(4, 2, maybe) }),
  partitions,
  schemaEvolution: "additive",
});
const row = (id: number, region: string) => ({ id, region });
const split = { split: true } as const;

let store: ObjectStore;
let changes: string[];
beforeEach(() => {
  changes = [];
  store = watched(memoryStore(), {
    before: (call, key) => {
      if (call === "put" || call === "delete") changes.push(`${call} ${key}`);
    },
  });
});
const open = (catalog: Catalog = manifest()): IOManager =>
  createIOManager({ handlers: [jsonl()], store, catalog });

it("says what a store would do, and changes nothing", async () => {
  const io = open();
  const plan = await io.plan(orders, split);
  expect(changes).toEqual([]);
  expect(plan).toMatchObject({
    asset: "sales/orders",
    mode: "replace",
    operation: "store",
    relation: undefined,
    snapshot: 0,
    partitions: "rows",
    replacesAll: false,
    files: ["sales/orders/data/region=…/write=…/part-….jsonl"],
    statements: [],
    changes: [],
    refusals: [],
  });
  await io.store(orders, [row(1, "eu")], split);
  changes = [];
  const next = await io.plan(grown, { partition: "a/b", mode: "append" });
  expect(changes).toEqual([]);
  expect(next).toMatchObject({
    snapshot: 1,
    partitions: [{ region: "a/b" }],
    files: ["sales/orders/data/region=a%2Fb/write=…/part-….jsonl"],
  });
  expect(next.changes.map(({ text }) => text)).toEqual(['added column "tax" decimal(4,2)?']);
  const everything = await io.plan(orders, { split: true, replace: "all" });
  expect(everything).toMatchObject({ partitions: "rows", replacesAll: true });
});

it("names the files as the store then does", async () => {
  const io = open();
  const files: string[] = [];
  io.on((event) => event.type === "file-put" && files.push(event.key));
  const { files: planned } = await io.plan(orders, { partition: "eu" });
  await io.store(orders, [row(1, "eu")], { partition: "eu" });
  const pattern = (planned[0] ?? "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", "[0-9a-f]+");
  expect(files).toEqual([expect.stringMatching(new RegExp(`^${pattern}$`))]);
});

it("collects what a store would refuse", async () => {
  const io = open();
  await io.store(orders, [row(1, "eu")], split);
  const strict = defineAsset({
    key: "sales/orders",
    type: table({ ...columns, tax: decimal(4, 2) }),
    partitions,
  });
  const plan = await io.plan(strict, { partition: "eu", ifSnapshot: 0 });
  expect(plan.refusals.map(({ code }) => code)).toEqual(["SCHEMA_MISMATCH", "PUBLISH_CONFLICT"]);
  expect(plan.text).toContain("SCHEMA_MISMATCH: sales/orders is stored with another definition");
  const refusing = open({
    ...manifest(),
    capabilities: { modes: ["append"], query: false },
    async plan() {
      throw new SluiceError("TABLE_NOT_OURS", { message: "Taken.", details: { relation: "orders" } });
    },
  });
  const codes = (await refusing.plan(grown, split)).refusals.map(({ code }) => code);
  expect(codes).toEqual(["CAPABILITY_MISSING", "CAPABILITY_MISSING", "TABLE_NOT_OURS"]);
  changes = [];
  const none = createIOManager({ store });
  expect((await none.plan(orders, split)).refusals.map(({ code }) => code)).toEqual(["HANDLER_MISSING"]);
  expect(changes).toEqual([]);
});

it("tells what the catalog cannot hold or count", async () => {
  const delivering = { modes: ["replace", "append"], query: false, delivery: "at-least-once" } as const;
  const io = open({ ...manifest(), capabilities: delivering });
  for (const options of [{ ifSnapshot: 0 }, { verify: "sql" }] as const) {
    const { refusals } = await io.plan(orders, { ...split, ...options });
    expect(refusals.map(({ code }) => code)).toEqual(["CAPABILITY_MISSING"]);
    const stored = io.store(orders, [row(1, "eu")], { ...split, ...options });
    await expect(stored).rejects.toMatchObject({ message: refusals[0]?.message });
  }
});

it("passes on what is no matter of the store's", async () => {
  const io = open();
  const wrong: object = { partition: "eu", split: true };
  expect(await codeOf(io.plan(orders, wrong as never))).toBe("PARTITION_INVALID");
  const down = new SluiceError("ENGINE_UNREACHABLE", {
    message: "Down.",
    details: { server: "x" },
    retryable: true,
  });
  const unreachable = open({ ...manifest(), plan: () => Promise.reject(down) });
  expect(await codeOf(unreachable.plan(orders, split))).toBe("ENGINE_UNREACHABLE");
});

it("says what an idempotency key would find", async () => {
  const io = open();
  const key = { partition: "eu", idempotencyKey: "today" } as const;
  expect((await io.plan(orders, key)).notes).toEqual([]);
  await io.store(orders, [row(1, "eu")], key);
  expect((await io.plan(orders, key)).notes).toEqual([expect.stringContaining("was used for snapshot 1")]);
  const other = await io.plan(orders, { ...key, fingerprint: "f" });
  expect(other.refusals.map(({ code }) => code)).toEqual(["IDEMPOTENCY_KEY_REUSED"]);
});

it("plans values that are no table", async () => {
  const logo = defineAsset({ key: "art/logo", type: bytes(), partitions: { year: given(string()) } });
  const plan = await open().plan(logo, { partition: "2024" });
  expect(plan.files).toEqual(["art/logo/data/year=2024/write=…/part-….bin"]);
});

it("reads well", async () => {
  const io = open({
    ...manifest(),
    relation: () => "lake.orders",
    plan: async () => ({
      statements: ["ALTER TABLE lake.orders\nADD COLUMN tax decimal(4,2)", `SELECT ${"x".repeat(5000)}`],
      notes: ["id: kept as text"],
    }),
  });
  await io.store(orders, [row(1, "eu")], split);
  const plan = await io.plan(grown, split);
  expect(String(plan)).toBe(plan.text);
  expect(plan.text.replace(/x{1000,}/, "xxx")).toBe(
    [
      "Store of sales/orders, on top of snapshot 1: replace the partitions in the rows.",
      "",
      "Columns",
      '  added column "tax" decimal(4,2)?',
      "",
      "Files",
      "  sales/orders/data/region=…/write=…/part-….jsonl",
      "",
      "SQL, which makes lake.orders",
      "  ALTER TABLE lake.orders",
      "  ADD COLUMN tax decimal(4,2);",
      "  SELECT xxx… (5007 characters);",
      "",
      "Notes",
      "  id: kept as text",
    ].join("\n"),
  );
});
