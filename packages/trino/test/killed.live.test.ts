import { parquet } from "@sluice/handler-parquet";
import {
  type AnyAsset,
  type Columns,
  createIOManager,
  defineAsset,
  type IOManager,
  int64,
  isSluiceError,
  sql,
  string,
  table,
  value,
} from "@sluice/sdk";
import { differences } from "@sluice/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { long, seed } from "../../../test/long.js";
import { dyingCatalog } from "./dying-catalog.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

const lake = liveLake("killed");
const split = { split: true } as const;

const ordersOf = (name: string, more: Columns = {}): AnyAsset =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }), region: string(), ...more }),
    partitions: { region: value("region") },
    schemaEvolution: "additive",
  });
const flatOf = (name: string): AnyAsset =>
  defineAsset({ key: `${lake.schema}/${name}`, type: table({ id: int64({ as: "number" }) }) });
const rowsOf = (ids: Readonly<Record<string, number>>) =>
  Object.entries(ids).map(([region, id]) => ({ region, id }));
const noted = (count: number): Columns =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`note_${index}`, string({ nullable: true })]),
  );

interface Scenario {
  readonly name: string;
  readonly modes: readonly ("view" | "table")[];
  /** Turns are counted from 1, which nobody kills; those of one scenario go on with one asset, unless they name others. */
  asset(name: string, turn: number): AnyAsset;
  /** What is there before each turn. Default: what the turn before left. */
  before?(io: IOManager, asset: AnyAsset): Promise<unknown>;
  /** What is killed, and done again. */
  write(io: IOManager, asset: AnyAsset, turn: number): Promise<unknown>;
}

const store = (io: IOManager, asset: AnyAsset, rows: readonly object[], options: object) =>
  (io.store as (asset: AnyAsset, rows: readonly object[], options: object) => Promise<unknown>)(
    asset,
    rows,
    options,
  );
const once = (turn: number) => ({ idempotencyKey: `turn ${turn}` });

const scenarios: readonly Scenario[] = [
  {
    name: "first store",
    modes: ["view", "table"],
    asset: (name, turn) => ordersOf(`${name}_${turn}`),
    write: (io, asset, turn) => store(io, asset, rowsOf({ eu: 1, us: 2 }), { ...split, ...once(turn) }),
  },
  {
    name: "replace of some",
    modes: ["view", "table"],
    asset: (name) => ordersOf(name),
    write: (io, asset, turn) =>
      store(io, asset, rowsOf({ eu: turn, us: turn + 100, [`r${turn}`]: turn + 200 }), {
        ...split,
        ...once(turn),
      }),
  },
  {
    name: "replace of all",
    modes: ["table"],
    asset: flatOf,
    write: (io, asset, turn) => store(io, asset, [{ id: turn }], once(turn)),
  },
  {
    name: "append",
    modes: ["view"],
    asset: (name) => ordersOf(name),
    write: (io, asset, turn) =>
      store(io, asset, rowsOf({ eu: turn, as: turn + 100 }), { ...split, mode: "append", ...once(turn) }),
  },
  {
    name: "evolution",
    modes: ["view", "table"],
    asset: (name, turn) => ordersOf(name, noted(turn)),
    write: (io, asset, turn) =>
      store(io, asset, [{ id: turn, region: `r${turn % 3}`, [`note_${turn - 1}`]: "new" }], {
        ...split,
        ...once(turn),
      }),
  },
  {
    name: "rollback",
    modes: ["view", "table"],
    asset: (name) => ordersOf(name),
    async before(io, asset) {
      await store(io, asset, rowsOf({ eu: 1, us: 2 }), split);
      await store(io, asset, rowsOf({ us: 3, as: 4 }), split);
    },
    // Nothing names a rollback, so the next run asks whether it is done.
    async write(io, asset) {
      const [newest, , first] = await io.snapshots(asset, { limit: 3 });
      if (newest?.operation === "rollback") return;
      await io.rollback(asset, { to: first?.snapshot ?? (newest?.snapshot as number) - 1 });
    },
  },
];

const cases = scenarios.flatMap(({ modes, ...scenario }) =>
  modes.map((publish) => ({ ...scenario, publish })),
);

/** Statements from one kill to the next. */
const every = long ? 1 : 3;
const firstKill = 1 + (seed % every);

/** Kills of each case that is done. */
const done = new Map<string, number>();
afterAll(async () => {
  if (done.size < cases.length) return;
  const all = [...done.values()].reduce((sum, kills) => sum + kills, 0);
  const facts = [
    ["killed after a statement, and stored again by another", all],
    ["ended otherwise than whole, or with other rows in SQL than in load", 0],
    ["seed", seed],
  ] as const;
  await reportLive(lake, "killed", facts, [["change", "kills, one after each statement"], ...done]);
});

describe(`a process killed after ${long ? "any" : "some"} statement, seed ${seed}`, () => {
  it.each(cases)(
    "of a $name, published as a $publish, is finished by the next",
    {
      timeout: 900_000,
    },
    async ({ name, publish, asset: assetOf, before, write }) => {
      const open = (catalog = lake.catalog({ publish })): IOManager =>
        createIOManager({ handlers: [parquet({ workers: 0 })], store: lake.store(), catalog, retry: false });
      const table = `${name.replaceAll(" ", "_")}_${publish}`;
      await using next = open();
      if (before === undefined && name !== "first store") await write(next, assetOf(table, 1), 1);
      let kills = 0;
      for (let turn = 2; ; turn++) {
        const asset = assetOf(table, turn);
        await before?.(next, asset);
        const dying = dyingCatalog(lake.catalog({ publish }), firstKill + (turn - 2) * every);
        await using killed = open(dying.catalog);
        const error = await write(killed, asset, turn).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (!dying.died()) expect(error).toBeUndefined();
        // Another process asks, or writes again.
        if (turn % 2 === 1) await expectSameIds(next, asset);
        await write(next, asset, turn);
        await expectBoth(next, asset);
        if (!dying.died()) break;
        kills++;
      }
      expect(kills).toBeGreaterThan(long ? 2 : 0);
      done.set(`${name}, published as a ${publish}`, kills);
    },
  );
});

/** SQL, by others too, shows what loads. */
async function expectBoth(io: IOManager, asset: AnyAsset): Promise<void> {
  await expectSameIds(io, asset);
  const loaded = ((await io.load(asset)) as { id: number }[]).sort((one, other) => one.id - other.id);
  const asked = await io.query(sql`SELECT * FROM ${asset as never} ORDER BY id` as never, {
    as: asset.type as never,
  });
  expect(differences(loaded, asked)).toEqual([]);
}

/** The same where columns of the asset may not be there yet, nor the table. */
async function expectSameIds(io: IOManager, asset: AnyAsset): Promise<void> {
  const loaded = (await io.load(asset).catch((error: unknown) => {
    if (isSluiceError(error, "ASSET_NOT_FOUND")) return [];
    throw error;
  })) as { id: number }[];
  if (loaded.length === 0) return;
  const ids = loaded.map(({ id }) => id).sort((one, other) => one - other);
  const asked = await io.query(sql`SELECT id FROM ${asset as never} ORDER BY id` as never);
  expect(asked.map((row) => Number((row as { id: unknown }).id))).toEqual(ids);
  const { rows } = await lake.client.run(
    `SELECT id FROM hive.${lake.schema}.${asset.key.split("/")[1]} ORDER BY id`,
  );
  expect(rows.map(([id]) => Number(id))).toEqual(ids);
}
