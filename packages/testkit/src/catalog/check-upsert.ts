import assert from "node:assert/strict";
import type { AnyAsset, IOManager, Receipt } from "@sluice/sdk";
import { rejectsWith } from "../expect-error.js";
import { keyedAsset, keyedRegionsAsset, rowsOf, rowsWith } from "./assets.js";
import { type Rows, storeIn } from "./bench.js";
import type { CatalogCheck } from "./catalog-suite.js";
import { can } from "./check-modes.js";
import { shows } from "./shows.js";

const anew = (rows: Rows): Rows => rows.map((row) => ({ ...row, name: "anew" }));

/** Changes to rows that are there. */
export function checkUpsert(check: CatalogCheck): void {
  check("upserts rows by their primary key, where it can", async (bench, key) => {
    const asset = keyedAsset(key);
    if (!(await can(bench, "upsert", asset))) return;
    await bench.store(asset, rowsWith(1, 2), { mode: "upsert" });
    await shows(bench, asset, rowsWith(1, 2));
    const [, old] = rowsWith(1, 2);
    const second = await bench.store(asset, anew(rowsWith(1, 3)), { mode: "upsert" });
    const after = [...anew(rowsWith(1)), old as Rows[number], ...anew(rowsWith(3))];
    await shows(bench, asset, after);
    await bench.store(asset, rowsWith(4), { mode: "append" });
    await shows(bench, asset, [...after, ...rowsWith(4)]);
    await bench.store(asset, [], { mode: "upsert" });
    assert.deepEqual(await bench.load(asset, second.snapshot), after, "the snapshot of the upsert");
    assert.deepEqual(await bench.load(asset, 1), rowsWith(1, 2), "the snapshot before");
    await rejectsWith("CATALOG_CONFLICT", bench.io.files(asset), "its files");
    await bench.io.rollback(asset, { to: 1 });
    await shows(bench, asset, rowsWith(1, 2));
    await bench.io.files(asset);
  });

  check(
    "upserts each row in its partition, and publishing it twice changes nothing, where it can",
    async (bench, key) => {
      const asset = keyedRegionsAsset(key);
      if (!(await can(bench, "upsert", asset))) return;
      await bench.store(asset, [...rowsOf("a", 1), ...rowsOf("b", 2)], { split: true });
      const write = await bench.seal(asset, anew([...rowsOf("a", 1), ...rowsOf("c", 3)]), {
        mode: "upsert",
        split: true,
      });
      const { snapshot } = await bench.catalog.publish(write, await bench.contextOf(asset));
      const after = [...anew(rowsOf("a", 1)), ...rowsOf("b", 2), ...anew(rowsOf("c", 3))];
      await shows(bench, asset, after);
      const again = await bench.catalog.publish(write, await bench.contextOf(asset));
      assert.equal(again.snapshot, snapshot, "the snapshot of a write that is published again");
      await shows(bench, asset, after);
      await bench.store(asset, rowsOf("a", 4), { partition: "a", mode: "replace" });
      await shows(bench, asset, [...rowsOf("b", 2), ...anew(rowsOf("c", 3)), ...rowsOf("a", 4)]);
      assert.ok((await bench.io.files(asset)).length > 0, "files tell again what was replaced whole");
    },
  );

  check(
    "refuses keys that come twice, and keeps nothing of them, where it can upsert",
    async (bench, key) => {
      const asset = keyedAsset(key);
      if (!(await can(bench, "upsert", asset))) return;
      await bench.store(asset, rowsWith(1));
      const options = { mode: "upsert", idempotencyKey: "twice" };
      const twice = storeIn(bench.io, asset, [...rowsWith(2, 3), ...anew(rowsWith(2))], options);
      await rejectsWith("DUPLICATE_KEY", twice, "a key that comes twice");
      await storeIn(bench.io, asset, rowsWith(2, 3), options);
      await shows(bench, asset, rowsWith(1, 2, 3));
    },
  );

  check("deletes rows by conditions, where it can", async (bench, key) => {
    const asset = keyedRegionsAsset(key);
    const deleteIn = bench.io.delete as unknown as (
      asset: AnyAsset,
      options: object,
    ) => ReturnType<IOManager["delete"]>;
    const deleting = (options: object): Promise<Receipt> => deleteIn(asset, options);
    const { deletes, modes } = bench.catalog.capabilities;
    if (!deletes) {
      await rejectsWith("CAPABILITY_MISSING", deleting({ where: { id: 1 } }), "a delete by conditions");
      return;
    }
    assert.ok(modes.includes("append"), "what deletes rows also takes some");
    await bench.store(asset, [...rowsOf("a", 1, 2, 3), ...rowsOf("b", 4)], { split: true });
    const [one, , three] = rowsOf("a", 1, 2, 3) as [Rows[number], Rows[number], Rows[number]];
    const first = await deleting({ where: { region: "a", name: null }, idempotencyKey: "first" });
    assert.equal(first.operation, "delete");
    await shows(bench, asset, [one, three, ...rowsOf("b", 4)]);
    await deleting({ where: { id: { gt: three.id, lt: 0 } } });
    const again = await deleting({ where: { region: "a", name: null }, idempotencyKey: "first" });
    assert.deepEqual([again.snapshot, again.replayed], [first.snapshot, true], "the same delete again");
    await bench.store(asset, rowsOf("a", 2), { mode: "append", partition: "a" });
    await shows(bench, asset, [one, ...rowsOf("a", 2), three, ...rowsOf("b", 4)]);
    await rejectsWith("CONFIGURATION_INVALID", deleting({ where: {} }), "a delete of everything");
    await bench.io.rollback(asset, { to: 1 });
    await shows(bench, asset, [...rowsOf("a", 1, 2, 3), ...rowsOf("b", 4)]);
  });
}
