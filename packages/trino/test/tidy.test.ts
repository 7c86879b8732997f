import { defineAsset, int64, SluiceError, string, table, value } from "@sluice/sdk";
import type { Snapshot } from "@sluice/sdk/plugin";
import { expect, it } from "vitest";
import { type Published, readPublished } from "../src/hive/published.js";
import { tidy } from "../src/hive/tidy.js";
import { fakeClient } from "./fake-client.js";
import { fakeSession } from "./fake-context.js";

const { description: asset } = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), region: string() }),
  partitions: { region: value("region") },
});
const snapshotOf = (number: number): Snapshot => ({
  number,
  schema: asset.schema,
  dimensions: asset.partitions,
  live: [
    {
      partition: ["a"],
      floor: number,
      writes: [{ commit: number, write: "w", handler: "p", folder: `f${number}`, files: [] }],
    },
  ],
  floor: 0,
});
/** A sweep took everything below. */
const oldest = 5;

it("goes on when the snapshot it wants to go by is swept", async () => {
  const client = fakeClient((sql) => (sql.startsWith("SELECT") ? { rows: [["a", "2000000"]] } : undefined));
  const session = fakeSession(client, asset, {
    log: {
      async at(number) {
        if (number >= oldest) return snapshotOf(number);
        throw new SluiceError("SNAPSHOT_EXPIRED", {
          message: "swept",
          details: { asset: asset.key, snapshot: number, oldest },
        });
      },
    },
  });
  let published: Published = { number: 5, tidied: 2, trail: [{ number: 3, at: 0 }] };
  for (const [number, at] of [
    [6, 2000],
    [7, 3500],
  ] as const) {
    await tidy(session, snapshotOf(number), { ...published, number }, () => at);
    published = await readPublished(session);
  }
  expect(published.trail?.map((each) => each.number)).toEqual([6, 7]);
  expect(published.tidied).toBe(6);
  expect(client.asked.filter(({ sql }) => sql.includes("unregister_partition"))).toHaveLength(1);
});

it("takes a store that tells whole seconds, whose clock may seem to go back", async () => {
  const client = fakeClient((sql) => (sql.startsWith("SELECT") ? { rows: [] } : undefined));
  const session = { ...fakeSession(client, asset, {}), tidyAfterMillis: 0 };
  await tidy(session, snapshotOf(7), { number: 7, trail: [{ number: 6, at: 1900 }] }, () => 1000);
  expect((await readPublished(session)).tidied).toBe(7);
});
