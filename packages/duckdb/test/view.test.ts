import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdb } from "@sluice/duckdb";
import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  isSluiceError,
  json,
  monthly,
  sql,
  string,
  table,
  timestamp,
  uuid,
  value,
} from "@sluice/sdk";
import { fsStore } from "@sluice/store-fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let root: string;
let io: IOManager;
const open = (folder: string): IOManager =>
  createIOManager({ handlers: [parquet()], store: fsStore(join(root, folder)), catalog: duckdb() });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-duckdb-"));
  io = open("lake");
});
afterEach(async () => {
  await io.close();
  await rm(root, { recursive: true });
});

const at = (month: string): string => `2024-${month}-15T10:00:00`;

describe("a query", () => {
  it.each(["before it", "while it runs", "while its rows are read"])(
    "ends when it is aborted %s",
    async (when) => {
      const controller = new AbortController();
      const engine = duckdb();
      if (when === "before it") controller.abort("enough");
      const read = async (): Promise<void> => {
        const statement = sql`SELECT sum(a.range * b.range) AS v FROM range(10000000) a, range(100000) b`;
        const rows = sql`SELECT range AS v FROM range(1000000)`;
        const { signal } = controller;
        const store = fsStore(root);
        const result = await engine.query?.(when === "while it runs" ? statement : rows, {
          store,
          signal,
          open: () => {
            throw new Error("It names no asset.");
          },
        });
        for await (const _ of result?.rows ?? []) controller.abort("enough");
      };
      if (when === "while it runs") setTimeout(() => controller.abort("enough"), 30);
      await expect(read()).rejects.toMatchObject({ code: "ABORTED", cause: "enough" });
      await engine.close?.();
    },
  );
});

describe("the view of an asset", () => {
  it("shows derived and given partitions as columns", async () => {
    const sales = defineAsset({
      key: "shop/sales",
      type: table({ id: int64(), placed: timestamp(3), region: string({ nullable: true }) }),
      partitions: { month: monthly("placed"), region: value("region") },
    });
    const rows = [
      { id: 1, placed: at("01"), region: "a/b=c" },
      { id: 2, placed: at("02"), region: null },
    ];
    await io.store(sales, rows, { split: true });
    const found = await io.query(sql`SELECT id, month, region FROM ${sales} ORDER BY id`);
    expect(found).toEqual([
      { id: 1n, month: "2024-01", region: "a/b=c" },
      { id: 2n, month: "2024-02", region: null },
    ]);
    const loads = defineAsset({
      key: "shop/loads",
      type: table({ id: int64() }),
      partitions: { loaded: given(date()) },
    });
    await io.store(loads, [{ id: 7 }], { partition: "2024-05-01" });
    expect(await io.query(sql`SELECT id, loaded FROM ${loads} WHERE loaded >= DATE '2024-05-01'`)).toEqual([
      { id: 7n, loaded: "2024-05-01" },
    ]);
  });

  it("is not misled by folders that read like columns", async () => {
    await io.close();
    io = open("month=1999-01/write=x");
    const sales = defineAsset({
      key: "shop/sales",
      type: table({ write: string(), placed: timestamp(3) }),
      partitions: { month: monthly("placed") },
    });
    const rows = [
      { write: "mine", placed: at("01") },
      { write: "yours", placed: at("02") },
    ];
    await io.store(sales, rows, { split: true });
    expect(await io.query(sql`SELECT write, month FROM ${sales} ORDER BY month`)).toEqual([
      { write: "mine", month: "2024-01" },
      { write: "yours", month: "2024-02" },
    ]);
  });

  it("has its columns also when nothing is live", async () => {
    const empty = defineAsset({
      key: "shop/empty",
      type: table({ id: uuid(), doc: json(), placed: timestamp(3) }),
      partitions: { month: monthly("placed") },
    });
    await io.store(empty, [{ id: crypto.randomUUID(), doc: "{}", placed: at("01") }], { split: true });
    const counted = sql`SELECT count(*) AS n FROM ${empty} WHERE month = ${"2024-01"}`;
    expect(await io.query(counted)).toEqual([{ n: 1n }]);
    await io.store(empty, [], { split: true, replace: "all" });
    expect(await io.query(sql`SELECT id, doc, placed, month FROM ${empty}`)).toEqual([]);
  });

  it("is one snapshot for many queries at once", async () => {
    const sales = defineAsset({ key: "sales", type: table({ id: int64() }) });
    await io.store(sales, [{ id: 1 }]);
    const ask = (): Promise<Record<string, unknown>[]> => io.query(sql`SELECT sum(id) AS s FROM ${sales}`);
    const answers = await Promise.all([ask(), io.store(sales, [{ id: 2 }]).then(ask), ask(), ask()]);
    expect(answers[1]).toEqual([{ s: 2n }]);
    for (const [row] of answers) expect([1n, 2n]).toContain(row?.s);
  });

  it("is not asked for before the first store", async () => {
    const never = defineAsset({ key: "never", type: table({ id: int64() }) });
    const error = await io.query(sql`SELECT * FROM ${never}`).catch((thrown: unknown) => thrown);
    expect(isSluiceError(error, "ASSET_NOT_FOUND")).toBe(true);
  });
});

describe("statements", () => {
  it("take values as literals and names as identifiers, whatever is in them", async () => {
    const hostile = `it's "quoted"; DROP TABLE x -- \\`;
    const statement = sql`SELECT ${hostile} AS ${sql.identifier('a "b')}, ${-0.5} AS f, ${2n ** 62n} AS i, ${null} AS n, ${true} AS t`;
    const expected = { 'a "b': hostile, f: -0.5, i: 2n ** 62n, n: null, t: true };
    expect(await io.query(statement)).toEqual([expected]);
  });

  it("say what is wrong with them", async () => {
    const error = await io.query(sql`SELECT nothing FROM nowhere`).catch((thrown: unknown) => thrown);
    expect(isSluiceError(error, "QUERY_FAILED")).toBe(true);
    expect(String(error)).toContain("nowhere");
  });
});
