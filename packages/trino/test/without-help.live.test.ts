import { daily, defineAsset, type IOManager, int64, table, timestamp } from "@sluice/sdk";
import type { Catalog, CatalogContext, SealedWrite } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { hiveNames } from "../src/hive/names.js";
import { registrationsOf } from "../src/hive/registrations.js";
import { registerPartition } from "../src/hive/statements.js";
import { createView } from "../src/hive/view.js";
import { liveLake } from "./live-lake.js";

const lake = liveLake("control");
const days = ["2024-05-01", "2024-05-02", "2024-05-03"];
const ordersAt = (name: string) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64(), placed: timestamp(3) }),
    partitions: { day: daily("placed") },
  });
const generation = (id: number) => days.map((day) => ({ id, placed: `${day}T10:00:00.000` }));

type Orders = ReturnType<typeof ordersAt>;
const shown = async ({ key }: Orders): Promise<string> => {
  const { rows } = await lake.client.run(
    `SELECT array_join(array_agg(id ORDER BY day), ',') FROM hive.${lake.schema}.${key.split("/")[1]}`,
  );
  return String(rows[0]?.[0] ?? "");
};

/** Publishes as `trino()` does, but registers what it brings itself alone. */
async function withoutHelp(write: SealedWrite, context: CatalogContext): Promise<number> {
  const { asset, log, store } = context;
  const options = { server: "", user: "writer", catalog: "hive", schema: lake.schema };
  const names = hiveNames(asset, options);
  const { commit } = await log.commit(write);
  for (const { partition, folder, snapshot } of registrationsOf([commit])) {
    await lake.client.run(registerPartition({ asset, names, partition, snapshot }, store.locate(folder)));
  }
  await lake.client.run(createView(asset, await log.head(), names));
  return commit.number;
}

/**
 * One publisher stops after its commit, another one replaces the first day; what a reader sees then, and what after the
 * first has gone on.
 */
async function interleaved(
  orders: Orders,
  publish: (catalog: Catalog) => Catalog["publish"],
): Promise<string[]> {
  await using io = lake.open();
  await io.store(orders, generation(1), { split: true });
  let goOn: () => void = () => {};
  let committed: () => void = () => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const hasCommitted = new Promise<void>((resolve) => {
    committed = resolve;
  });
  const opened = (over: (context: CatalogContext) => CatalogContext): IOManager =>
    lake.open({ publish: (write, context) => publish(lake.catalog())(write, over(context)) });
  await using slow = opened((context) => ({
    ...context,
    log: {
      ...context.log,
      async commit(write) {
        const outcome = await context.log.commit(write);
        committed();
        await waiting;
        return outcome;
      },
    },
  }));
  await using fast = opened((context) => context);
  const slowly = slow.store(orders, generation(2), { split: true });
  await hasCommitted;
  await fast.store(orders, generation(3).slice(0, 1), { split: true });
  const between = await shown(orders);
  goOn();
  await slowly;
  return [between, await shown(orders)];
}

describe("a publisher that stops after its commit", () => {
  it("is helped by the next one, so that a reader sees the whole snapshot", async () => {
    expect(await interleaved(ordersAt("helped"), (catalog) => catalog.publish)).toEqual(["3,2,2", "3,2,2"]);
  });

  // The control: the schedule above does show what is wrong with a publisher that does not help.
  it("loses the rows of two days from view when nobody helps", async () => {
    const naive = (): Catalog["publish"] => async (write, context) => ({
      snapshot: await withoutHelp(write, context),
    });
    expect(await interleaved(ordersAt("alone"), naive)).toEqual(["3", "3,2,2"]);
  });
});
