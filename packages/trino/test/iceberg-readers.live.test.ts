import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("iceread", { catalog: "iceberg", tables: iceberg() });
const regions = ["a", "b", "c"];
const rowsOf = (version: number) => regions.map((region) => ({ region, version }));
const all = { split: true, replace: "all" } as const;

/** What each store makes of a table, in turns. Each leaves three rows of one version, or, appending, three more. */
const ways = {
  "replaces of partitions": [{ split: true }],
  "replaces of all": [all],
  upserts: [{ split: true, mode: "upsert" }],
  appends: [{ split: true, mode: "append" }],
} as const;

describe.each(Object.entries(ways))("readers in a loop, beside %s", (name, [options]) => {
  it("see the states between them and no other, in SQL and by load", { timeout: 120_000 }, async () => {
    const asset = defineAsset({
      key: `${lake.schema}/${name.replaceAll(" ", "_")}`,
      type: table({ region: string(), version: int64({ as: "number" }) }),
      partitions: { region: value("region") },
      primaryKey: ["region"],
    });
    await using io = lake.open();
    await io.store(asset, rowsOf(0), all);
    const appends = name === "appends";
    let done = false;
    const seen = { sql: new Set<number>(), load: new Set<number>() };
    const look = (side: Set<number>, versions: readonly number[]): void => {
      const newest = Math.max(...versions);
      const expected = appends ? Array.from({ length: newest + 1 }, (_, version) => version) : [newest];
      const whole = expected.flatMap((version) => regions.map(() => version));
      expect(versions.toSorted((left, right) => left - right)).toEqual(whole);
      side.add(newest);
    };
    const bySql = async (): Promise<void> => {
      const sql = `SELECT version FROM iceberg.${lake.schema}.${asset.key.split("/")[1]}`;
      while (!done)
        look(
          seen.sql,
          (await lake.client.run(sql)).rows.map(([version]) => Number(version)),
        );
    };
    const byLoad = async (): Promise<void> => {
      await using reader = lake.open();
      while (!done)
        look(
          seen.load,
          (await reader.load(asset)).map(({ version }) => version),
        );
    };
    const stores = async (): Promise<void> => {
      for (let version = 1; version <= 6; version++) await io.store(asset, rowsOf(version), options as never);
    };
    const ended = stores().finally(() => {
      done = true;
    });
    await Promise.all([ended, bySql(), byLoad()]);
    expect(seen.sql.size).toBeGreaterThan(2);
    expect(seen.load.size).toBeGreaterThan(2);
  });
});
