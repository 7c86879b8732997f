import assert from "node:assert/strict";
import type { TableVersion } from "@sluice/sdk";
import { rejectsWith } from "../expect-error.js";
import { sameAs } from "../same-as.js";
import { flatAsset, rowsWith } from "./assets.js";
import type { Rows } from "./bench.js";
import type { CatalogCheck } from "./catalog-suite.js";

export function checkHistory(check: CatalogCheck): void {
  check("loads each state of the engine's history, where it keeps one", async (bench, key) => {
    const asset = flatAsset(key);
    await bench.store(asset, rowsWith(1));
    await bench.store(asset, rowsWith(2, 3));
    const load = async (at: TableVersion): Promise<Rows> => (await bench.io.load(asset, { at })) as Rows;
    if (!bench.catalog.capabilities.history) {
      if (!bench.loads) return;
      await rejectsWith("CAPABILITY_MISSING", load({ id: "1" }), "a state by its id");
      await rejectsWith("CAPABILITY_MISSING", bench.io.snapshots(asset, { of: "table" }), "the history");
      return;
    }
    const history = await bench.io.snapshots(asset, { of: "table" });
    const stored = history.filter(({ store }) => store !== undefined);
    assert.deepEqual(
      stored.map(({ store }) => store?.snapshot),
      [2, 1],
      "the commits of the asset, the newest first",
    );
    const states = [bench.after(rowsWith(1), rowsWith(2, 3)), rowsWith(1)];
    for (const [index, { id }] of stored.entries()) {
      sameAs(sortedById(await load({ id })), states[index], `the state ${id}`);
    }
    sameAs(sortedById(await load({ time: new Date(Date.now() + 60_000) })), states[0], "the newest state");
    await rejectsWith("SNAPSHOT_NOT_FOUND", load({ id: "1" }), "a state there is not");
    await rejectsWith("SNAPSHOT_NOT_FOUND", load({ time: new Date(0) }), "a time before the table");
  });
}

function sortedById(rows: Rows): Rows {
  return rows.toSorted((left, right) => ((left.id as bigint) < (right.id as bigint) ? -1 : 1));
}
