import assert from "node:assert/strict";
import { rejectsWith } from "../expect-error.js";
import { sameAs } from "../same-as.js";
import { flatAsset, regionsAsset, rowsOf, rowsWith } from "./assets.js";
import { storeIn } from "./bench.js";
import type { CatalogCheck } from "./catalog-suite.js";

export function checkDelivery(check: CatalogCheck): void {
  check("gives back what was stored, or refuses every way of it", async (bench, key) => {
    const asset = regionsAsset(key);
    await bench.store(asset, rowsOf("a", 1), { partition: "a" });
    sameAs(await bench.load(asset), rowsOf("a", 1), "the rows");
    if (bench.loads) return;
    const { io } = bench;
    const ways = {
      load: () => io.load(asset),
      loadEach: () => io.loadEach(asset),
      stream: () => io.stream(asset)[Symbol.asyncIterator]().next(),
      batches: () => io.batches(asset)[Symbol.asyncIterator]().next(),
      files: () => io.files(asset),
      partitions: () => io.partitions(asset),
    };
    for (const [name, way] of Object.entries(ways)) await rejectsWith("CAPABILITY_MISSING", way(), name);
    const snapshots = await io.snapshots(asset);
    assert.deepEqual(
      snapshots.map(({ rows }) => rows),
      [1],
      "its history can be listed",
    );
  });

  check("says in the receipt how often a write may arrive", async (bench, key) => {
    const asset = flatAsset(key);
    const { delivery, modes } = bench.catalog.capabilities;
    const options = { mode: modes[0], idempotencyKey: "once" };
    const first = await storeIn(bench.io, asset, rowsWith(1), options);
    assert.deepEqual([first.delivery, first.replayed], [delivery, false]);
    const again = await storeIn(bench.io, asset, rowsWith(1), options);
    assert.deepEqual([again.delivery, again.replayed], [delivery, true], "with the same idempotencyKey");
    assert.equal(again.snapshot, first.snapshot, "a store that is repeated is the same snapshot");
    sameAs(await bench.load(asset), rowsWith(1), "the rows");
    if (delivery === undefined) return;
    const conditional = storeIn(bench.io, asset, rowsWith(2), { mode: modes[0], ifSnapshot: 1 });
    await rejectsWith("CAPABILITY_MISSING", conditional, "a condition after the delivery");
  });
}
