import assert from "node:assert/strict";
import type { WriteMode } from "@sluice/sdk";
import { rejectsWith } from "../expect-error.js";
import { flatAsset, regionsAsset, rowsOf, rowsWith } from "./assets.js";
import { type Bench, storeIn } from "./bench.js";
import type { CatalogCheck } from "./catalog-suite.js";
import { shows } from "./shows.js";

type Asset = ReturnType<typeof flatAsset>;

export function checkModes(check: CatalogCheck): void {
  check("replaces the table, where it can", async (bench, key) => {
    const asset = flatAsset(key);
    if (!(await can(bench, "replace", asset))) return;
    await bench.store(asset, rowsWith(1, 2));
    await bench.store(asset, rowsWith(3), { mode: "replace" });
    await shows(bench, asset, rowsWith(3));
    await bench.store(asset, []);
    await shows(bench, asset, []);
  });

  check("replaces one partition and leaves the others, where it can", async (bench, key) => {
    const asset = regionsAsset(key);
    if (!(await can(bench, "replace", asset))) return;
    await bench.store(asset, rowsOf("a", 1, 2), { partition: "a" });
    await bench.store(asset, rowsOf("b", 3), { partition: "b" });
    await bench.store(asset, rowsOf("a", 4), { partition: "a", mode: "replace" });
    await shows(bench, asset, [...rowsOf("b", 3), ...rowsOf("a", 4)]);
    await bench.store(asset, rowsOf("c", 5), { split: true, replace: "all" });
    await shows(bench, asset, rowsOf("c", 5));
  });

  check("appends, where it can", async (bench, key) => {
    const asset = flatAsset(key);
    if (!(await can(bench, "append", asset))) return;
    await bench.store(asset, rowsWith(1), { mode: "append" });
    await bench.store(asset, rowsWith(2, 3), { mode: "append" });
    await shows(bench, asset, rowsWith(1, 2, 3));
  });

  check("keeps every one of many appends at once, where it can append", async (bench, key) => {
    const asset = flatAsset(key);
    if (!(await can(bench, "append", asset))) return;
    const ids = [1, 2, 3, 4, 5, 6];
    const published = await Promise.all(
      ids.map((id) => bench.store(asset, rowsWith(id), { mode: "append" })),
    );
    const numbers = published.map(({ snapshot }) => snapshot).sort((left, right) => left - right);
    assert.deepEqual(numbers, ids, "each is a snapshot of its own");
    await shows(bench, asset, rowsWith(...ids));
  });

  check("goes back to an earlier snapshot, where it can replace", async (bench, key) => {
    const asset = regionsAsset(key);
    if (!(await can(bench, "replace", asset))) return;
    const { snapshot } = await bench.store(asset, rowsOf("a", 1), { partition: "a" });
    if (!bench.loads)
      return rejectsWith("CAPABILITY_MISSING", bench.io.rollback(asset, { to: snapshot }), "rollback");
    await bench.store(asset, rowsOf("a", 2), { partition: "a" });
    await bench.store(asset, rowsOf("b", 3), { partition: "b" });
    const back = await bench.io.rollback(asset, { to: snapshot });
    assert.ok(back.snapshot > snapshot + 2, "going back is a commit of its own");
    await shows(bench, asset, rowsOf("a", 1));
    await bench.io.rollback(asset, { to: back.snapshot - 1 });
    await shows(bench, asset, [...rowsOf("a", 2), ...rowsOf("b", 3)]);
  });
}

/** Whether the catalog has the mode. If not, it is refused before anything is stored. */
export async function can(bench: Bench, mode: WriteMode, asset: Asset): Promise<boolean> {
  if (bench.catalog.capabilities.modes.includes(mode)) return true;
  const storing =
    asset.description.partitions.length === 0
      ? storeIn(bench.io, asset, rowsWith(1), { mode })
      : storeIn(bench.io, asset, rowsOf("a", 1), { mode, split: true });
  await rejectsWith("CAPABILITY_MISSING", storing, `the mode ${mode}`);
  const files: string[] = [];
  for await (const { key } of bench.parts.store.list(`${asset.key}/`)) files.push(key);
  assert.deepEqual(files, [], `what a refused ${mode} left`);
  return false;
}
