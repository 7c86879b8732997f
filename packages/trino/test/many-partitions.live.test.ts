import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import { expect, it } from "vitest";
import { long } from "../../../test/long.js";
import { hiveNames } from "../src/hive/names.js";
import { registerPartition } from "../src/hive/statements.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

const count = long ? 1000 : 100;

const lake = liveLake("many");
const assetOf = (name: string) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }), part: string() }),
    partitions: { part: value("part") },
  });
const rows = Array.from({ length: count }, (_, id) => ({ id, part: `p${id}` }));

it(`${count} partitions of one store are one view swap, and hardly more than so many registrations`, {
  timeout: count * 2_000,
}, async () => {
  const bare = assetOf("bare").description;
  const many = assetOf("many");
  await using io = lake.open();
  // So that both tables are there, with a partition.
  for (const asset of [assetOf("bare"), many])
    await io.store(asset, [{ id: -1, part: "first" }], { split: true });
  const options = { server: "", user: "writer", catalog: "hive", schema: lake.schema };
  const names = hiveNames(bare, options);
  const store = lake.store();
  const register = async (from: number, to: number): Promise<number> => {
    const start = performance.now();
    for (let number = from; number < to; number++) {
      const location = store.locate(`${bare.key}/data/part=p${number}/write=none`);
      await lake.client.run(
        registerPartition({ asset: bare, names, partition: [`p${number}`], snapshot: 5n }, location),
      );
    }
    return performance.now() - start;
  };
  const statements: string[] = [];
  io.on((event) => event.type === "statement-run" && statements.push(event.sql));
  // Half before and half after, for the machine may get busier.
  const before = await register(0, count / 2);
  const receipt = await io.store(many, rows, { split: true });
  const after = await register(count / 2, count);
  const publishing = receipt.millis.publish;
  const ratio = publishing / (before + after);
  expect(statements.filter((each) => / VIEW /.test(each))).toHaveLength(1);
  expect(statements.filter((each) => /register_partition/.test(each))).toHaveLength(count);
  const shown = await lake.client.run(`SELECT count(*), sum(id) FROM ${receipt.relation}`);
  expect(shown.rows).toEqual([[BigInt(count) + 1n, (BigInt(count) * BigInt(count - 1)) / 2n - 1n]]);
  await reportLive(lake, "register", [
    ["partitions in one store", String(count)],
    ["bare calls of register_partition", `${Math.round(before + after)} ms`],
    ["publishing, four calls under way at once, with commit and view swap", `${Math.round(publishing)} ms`],
    ["ratio; at most 1.2", ratio.toFixed(2)],
  ]);
  if (long) expect(ratio).toBeLessThanOrEqual(1.2);
});
