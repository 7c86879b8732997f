import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { defineAsset, int64, table } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { expect, it } from "vitest";
import { long } from "../../../test/long.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

const lake = liveLake("icewriters", { catalog: "iceberg", tables: iceberg() });
const program = join(import.meta.dirname, "fixtures/iceberg-writer.mjs");
// A tenth of the writes where it is not run in full.
const [appenders, upserters, turns] = long ? [8, 4, 5] : [2, 2, 2];
const keys = [1, 2, 3];

interface Write {
  readonly snapshot: number;
  readonly writer: number;
  readonly turn: number;
  readonly mode: "append" | "upsert";
}

it(`${appenders} processes append and ${upserters} upsert: the table is what one after the other would make`, {
  timeout: (appenders + upserters) * turns * 60_000,
}, async () => {
  const key = `${lake.schema}/many`;
  const asset = defineAsset({
    key,
    type: table({ id: int64(), writer: int64(), turn: int64() }),
    primaryKey: ["id"],
  });
  const { stack, schema } = lake;
  const run = async (mode: Write["mode"], writer: number): Promise<Write[]> => {
    const given = { server: stack.trino.url, s3: stack.s3, schema, key, mode, writer, turns, keys };
    const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(given)]);
    return JSON.parse(stdout) as Write[];
  };
  const from = performance.now();
  const done = await Promise.all([
    ...Array.from({ length: appenders }, (_, writer) => run("append", writer)),
    ...Array.from({ length: upserters }, (_, writer) => run("upsert", 100 + writer)),
  ]);
  const seconds = (performance.now() - from) / 1000;
  const writes = done.flat().sort((left, right) => left.snapshot - right.snapshot);
  const total = (appenders + upserters) * turns;
  expect(writes.map(({ snapshot }) => snapshot)).toEqual(
    Array.from({ length: total }, (_, index) => index + 1),
  );

  const rows = new Map<number, { writer: bigint; turn: bigint }>();
  for (const { mode, writer, turn } of writes) {
    const ids = mode === "upsert" ? keys : [1_000 + writer * 100 + turn];
    for (const id of ids) rows.set(id, { writer: BigInt(writer), turn: BigInt(turn) });
  }
  const expected = [...rows]
    .sort(([left], [right]) => left - right)
    .map(([id, row]) => ({ id: BigInt(id), ...row }));
  await using io = lake.open();
  const loaded = await io.load(asset);
  expect(loaded.toSorted((left, right) => Number(left.id - right.id))).toEqual(expected);
  const inSql = await lake.client.run(`SELECT id, writer, turn FROM iceberg.${schema}.many ORDER BY id`);
  expect(inSql.rows.map(([id, writer, turn]) => ({ id, writer, turn }))).toEqual(expected);
  const made = await lake.client.run(
    `SELECT count(*) FROM iceberg.${schema}."many$snapshots" WHERE element_at(summary, 'total-records') <> '0'`,
  );
  expect(Number(made.rows[0]?.[0]), "one Iceberg snapshot for each write").toBe(total);
  await reportLive(lake, "writers", [
    ["processes that append, that upsert the same keys", `${appenders}, ${upserters}`],
    ["writes", total],
    ["snapshots of the table", total],
    ["rows lost or twice, rows that another order would make", 0],
    ["seconds", seconds.toFixed(0)],
  ]);
});
