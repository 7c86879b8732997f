import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import { type CrashPoint, startProgram } from "@sluice/testkit";
import { iceberg } from "@sluice/trino";
import { afterAll, describe, expect, it } from "vitest";
import { long, seed } from "../../../test/long.js";
import { random } from "../../../test/random.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

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

const some = points.filter((_, index) => long || (index + seed) % 6 === 0);
/** How often each step is the last of a process: `SLUICE_ROUNDS`, by default 20 where it is run in full. */
const rounds = Number(process.env.SLUICE_ROUNDS ?? (long ? 20 : 1));
const planned = Object.keys(cases).length * (some.length + 1) * rounds;

interface Trial {
  readonly change: string;
  /** The step, or `random`. */
  readonly at: string;
  readonly killed: boolean;
  /** What SQL and `load` had after that, before the change was made again. */
  readonly found: { readonly inSql: Side; readonly loaded: Side };
}
type Side = "before" | "after";
const trials: Trial[] = [];

afterAll(async () => {
  if (trials.length < planned) return;
  const count = (...tests: ((trial: Trial) => boolean)[]) =>
    trials.filter((trial) => tests.every((test) => test(trial))).length;
  const isRandom = ({ at }: Trial) => at === "random";
  const isKilled = ({ killed }: Trial) => killed;
  const rowOf = (change: string) => {
    const own = (trial: Trial) => trial.change === change;
    return [
      change,
      count(own, isKilled, (trial) => !isRandom(trial)),
      count(own, isKilled, isRandom),
      count(own, isKilled, ({ found }) => found.inSql === "before"),
      count(own, isKilled, ({ found }) => found.inSql === "after"),
      count(own, isKilled, ({ found }) => found.inSql === "after" && found.loaded === "before"),
    ];
  };
  await reportLive(
    lake,
    "crashes",
    [
      ["steps", `${some.length}, each the last of ${rounds} processes for each change`],
      [
        "processes killed at a step, at a random moment",
        `${count(isKilled, (trial) => !isRandom(trial))}, ${count(isKilled, isRandom)}`,
      ],
      ["ended before their moment", count(({ killed }) => !killed)],
      ["rows lost, twice or of half a change", 0],
      ["changes with more or fewer snapshots than one", 0],
      ["seed", `${seed} (\`SLUICE_SEED\` repeats the moments)`],
    ],
    [
      [
        "change",
        "killed at a step",
        "at a random moment",
        "rows before it in SQL",
        "rows after it in SQL",
        "of these not yet in load",
      ],
      ...Object.keys(cases).map(rowOf),
    ],
  );
});

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
    const side = (rows: unknown): Side => {
      expect([first, each.after], moment).toContainEqual(rows);
      return isDeepStrictEqual(rows, first) ? "before" : "after";
    };
    const found = { inSql: side(await inSql(table)), loaded: side(byId(await io.load(asset))) };
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
    trials.push({ change: name, at: crash.crashAt ?? "random", killed: end.killed, found });
  }

  const timeout = 180_000 * rounds;
  const turns = Array.from({ length: rounds }, (_, turn) => turn);
  it.each(some)(`at %s, seed ${seed}`, { timeout }, async (point) => {
    for (const turn of turns) await holds({ crashAt: point }, `${points.indexOf(point)}_${turn}`);
  });

  it(`at some moment, wherever that is, seed ${seed}`, { timeout }, async () => {
    const next = random(seed + Object.keys(cases).indexOf(name));
    for (const turn of turns) {
      await holds({ crashAfterMillis: 1_500 + Math.floor(next() * 5_000) }, `random_${turn}`);
    }
  });
});
