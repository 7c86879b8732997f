import { join } from "node:path";
import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import { type CrashPoint, startProgram } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { long, seed } from "../../../test/long.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("icecrash", { catalog: "iceberg", tables: iceberg() });
const program = join(import.meta.dirname, "fixtures/iceberg-store.mjs");

const first = [
  { id: 1n, region: "a" },
  { id: 2n, region: "b" },
];
const second = [{ id: 3n, region: "a" }];

const type = table({ id: int64(), region: string() });
/** Ways to change a table, and what is there afterwards. */
const cases = {
  append: {
    partitioned: false,
    options: { mode: "append" },
    after: [...first, ...second],
  },
  "replace of all": { partitioned: false, options: { mode: "replace" }, after: second },
  "replace of partitions": {
    partitioned: true,
    options: { mode: "replace", split: true },
    after: [first[1], second[0]],
  },
  upsert: {
    partitioned: false,
    options: { mode: "upsert" },
    rows: [
      { id: 2n, region: "c" },
      { id: 3n, region: "a" },
    ],
    after: [first[0], { id: 2n, region: "c" }, second[0]],
  },
  // Of whole files, which the engine does without reading them.
  delete: {
    partitioned: true,
    options: { mode: "replace", split: true },
    where: { region: "b" },
    after: [first[0]],
  },
} as const;

function lakeAsset(name: string, partitioned: boolean) {
  const key = `${lake.schema}/${name.replaceAll(" ", "_")}`;
  return defineAsset({
    key,
    type,
    primaryKey: ["id"],
    ...(partitioned && { partitions: { region: value("region") } }),
  });
}

const byId = (rows: readonly { readonly id: bigint }[]) => rows.toSorted((a, b) => Number(a.id - b.id));

async function inSql(table: string): Promise<unknown> {
  const { rows } = await lake.client.run(
    `SELECT id, region FROM iceberg.${lake.schema}.${table} ORDER BY id`,
  );
  return rows.map(([id, region]) => ({ id, region }));
}

/** Snapshots that changed rows: all but the one of the empty table. */
async function snapshots(table: string): Promise<number> {
  const { rows } = await lake.client.run(
    `SELECT count(*) FROM iceberg.${lake.schema}."${table}$snapshots" WHERE element_at(summary, 'total-records') <> '0'`,
  );
  return Number(rows[0]?.[0]);
}

const points = [
  "beforePut:_iceberg/0000000002.json",
  "afterPut:_iceberg/0000000002.json",
  "beforePut:_iceberg/0000000002-outcome",
  "afterPut:_iceberg/0000000002-outcome",
  "beforePut:_log/0000000002",
  "afterPut:_log/0000000002",
] as const satisfies readonly CrashPoint[];

describe.each(Object.entries(cases))("%s, killed and stored again elsewhere", (name, each) => {
  const stored = "rows" in each ? each.rows : second;
  const where = "where" in each ? each.where : undefined;
  const start = (table: string, key: string, crash: { crashAt?: CrashPoint; crashAfterMillis?: number }) => {
    const { stack, schema } = lake;
    const rows = stored.map(({ id, region }) => ({ id: Number(id), region }));
    const options = { ...each.options, idempotencyKey: key };
    const given = {
      server: stack.trino.url,
      s3: stack.s3,
      schema,
      key: `${schema}/${table}`,
      rows,
      where,
      options,
    };
    const text = JSON.stringify({ ...given, partitioned: each.partitioned });
    return startProgram(program, { arguments: [text], ...crash }).ended;
  };

  async function holds(crash: { crashAt?: CrashPoint; crashAfterMillis?: number }, suffix: string) {
    const asset = lakeAsset(`${name} ${suffix}`, each.partitioned);
    const table = asset.key.split("/")[1] as string;
    await using io = lake.open();
    const options = (key: string) => ({ ...each.options, idempotencyKey: key }) as never;
    await io.store(asset, first, options("first"));
    const before = await snapshots(table);
    const end = await start(table, "second", crash);
    const moment = `killed at ${crash.crashAt ?? `${crash.crashAfterMillis} ms`}`;
    expect(end.killed, `${moment}: ${end.output}`).toBe(crash.crashAt !== undefined || end.code === null);
    expect([first, each.after], moment).toContainEqual(await inSql(table));
    expect([first, each.after], moment).toContainEqual(byId(await io.load(asset)));
    const change = () =>
      where === undefined
        ? io.store(asset, stored, options("second"))
        : io.delete(asset, { where, idempotencyKey: "second" });
    await change();
    expect(await inSql(table), moment).toEqual(each.after);
    expect(byId(await io.load(asset)), moment).toEqual(each.after);
    const again = await change();
    expect(again, moment).toMatchObject({ replayed: true, snapshot: 2 });
    const made = (await snapshots(table)) - before;
    expect(made, `Iceberg snapshots for one idempotency key, ${moment}`).toBe(1);
    expect(await io.snapshots(asset), moment).toHaveLength(2);
  }

  const some = points.filter((_, index) => long || (index + seed) % 3 === 0);
  it.each(some)(`at %s, seed ${seed}`, { timeout: 180_000 }, (point) =>
    holds({ crashAt: point }, String(points.indexOf(point))),
  );

  it("at some moment, wherever that is", { timeout: 180_000 }, () =>
    holds({ crashAfterMillis: 1_500 + Math.floor(Math.random() * 5_000) }, "random"),
  );
});
