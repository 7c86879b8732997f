import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { rejectsWith } from "../expect-error.js";
import { sameAs } from "../same-as.js";
import { flatAsset, rowsWith } from "./assets.js";
import type { CatalogCheck } from "./catalog-suite.js";

/** Longer than a clock's tick. */
const apartMillis = 20;

export function checkScan(check: CatalogCheck): void {
  check("gives each snapshot by its number, as it was", async (bench, key) => {
    const { after, catalog, contextOf, load, loads, store } = bench;
    const asset = flatAsset(key);
    const numbers: number[] = [];
    const before: unknown[] = [];
    for (const id of [1, 2, 3]) {
      const { snapshot } = await store(asset, rowsWith(id));
      numbers.push(snapshot);
      before.push(await catalog.scan({}, await contextOf(asset)));
    }
    for (const [index, snapshot] of numbers.entries()) {
      const scanned = await catalog.scan({ snapshot }, await contextOf(asset));
      assert.deepEqual(scanned, before[index], `snapshot ${snapshot}, when it was the newest and now`);
      const writes = [rowsWith(1), rowsWith(2), rowsWith(3)].slice(0, index + 1);
      if (!loads) continue;
      sameAs(await load(asset, snapshot), after(...writes), `the rows of snapshot ${snapshot}`);
    }
  });

  check("gives the newest snapshot there was at a time", async (bench, key) => {
    const { after, catalog, contextOf, load, loads, store } = bench;
    const asset = flatAsset(key);
    const times: [time: Date, snapshot: number, id: number][] = [];
    const early = new Date(Date.now() - 60_000);
    for (const id of [1, 2, 3]) {
      const { snapshot } = await store(asset, rowsWith(id));
      await setTimeout(apartMillis);
      times.push([new Date(), snapshot, id]);
      await setTimeout(apartMillis);
    }
    for (const [time, snapshot, id] of times) {
      const { number } = await catalog.scan({ snapshot: time }, await contextOf(asset));
      assert.equal(number, snapshot, `the snapshot at the time of ${snapshot}`);
      const writes = [rowsWith(1), rowsWith(2), rowsWith(3)].slice(0, id);
      if (!loads) continue;
      sameAs(await load(asset, time), after(...writes), `the rows at the time of ${snapshot}`);
    }
    const scanning = catalog.scan({ snapshot: early }, await contextOf(asset));
    await rejectsWith("SNAPSHOT_NOT_FOUND", scanning, "a time before the first snapshot");
  });

  check("says SNAPSHOT_NOT_FOUND of one there is not", async ({ catalog, contextOf, store }, key) => {
    const asset = flatAsset(key);
    const { snapshot } = await store(asset, rowsWith(1));
    for (const wanted of [snapshot + 1, 0, -1, 0.5, Number.NaN, new Date(Number.NaN)]) {
      const scanning = catalog.scan({ snapshot: wanted }, await contextOf(asset));
      await rejectsWith("SNAPSHOT_NOT_FOUND", scanning, `snapshot ${String(wanted)}`);
    }
  });
}
