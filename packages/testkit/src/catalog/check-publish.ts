import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { isSluiceError, sql } from "@sluice/sdk";
import type { CatalogContext, SealedWrite, Snapshot } from "@sluice/sdk/plugin";
import { errorOf } from "../expect-error.js";
import { sameAs } from "../same-as.js";
import { flatAsset, regionsAsset, rowsOf, rowsWith } from "./assets.js";
import type { CatalogCheck } from "./catalog-suite.js";

export function checkPublish(check: CatalogCheck): void {
  check("prepares as often as it is asked, and shows nothing by it", async (bench, key) => {
    const { catalog, contextOf, load, store } = bench;
    const asset = flatAsset(key);
    const prepare = async () => catalog.prepare(await contextOf(asset));
    await prepare();
    await prepare();
    const { number, live } = await catalog.scan({}, await contextOf(asset));
    assert.deepEqual({ number, live }, { number: 0, live: [] }, "before the first commit");
    const { snapshot } = await store(asset, rowsWith(1));
    await prepare();
    assert.equal((await catalog.scan({}, await contextOf(asset))).number, snapshot);
    sameAs(await load(asset), rowsWith(1), "the rows after another prepare");
  });

  check("shows a write whole as soon as it is published, and not before", async (bench, key) => {
    const { catalog, contextOf, load, seal, store } = bench;
    const asset = regionsAsset(key);
    const first = await store(asset, rowsOf("a", 1), { partition: "a" });
    const write = await seal(asset, rowsOf("b", 2), { partition: "b" });
    const before = await catalog.scan({}, await contextOf(asset));
    assert.equal(before.number, first.snapshot, "the newest snapshot before it is published");
    const context = await contextOf(asset);
    const { snapshot, relation } = await catalog.publish(write, context);
    assert.ok(snapshot > first.snapshot, `snapshot ${snapshot} comes after ${first.snapshot}`);
    assert.equal(relation, catalog.relation(asset.description), "the name that is published");
    for (const where of [context, await contextOf(asset)]) {
      const after = await catalog.scan({}, where);
      assert.equal(after.number, snapshot, "the newest snapshot after it is published");
      assert.deepEqual(after.schema, write.schema, "the schema");
      for (const added of filesOfWrite(write)) assert.ok(filesIn(after).includes(added), `${added} is live`);
      for (const older of filesIn(before)) assert.ok(filesIn(after).includes(older), `${older} stays live`);
    }
    sameAs(await load(asset), [...rowsOf("a", 1), ...rowsOf("b", 2)], "the rows");
  });

  check("publishes a write once, however often it is asked to", async (bench, key) => {
    const { after, catalog, contextOf, load, seal, store } = bench;
    const asset = flatAsset(key);
    const write = await seal(asset, rowsWith(1));
    const context = await contextOf(asset);
    const { snapshot } = await catalog.publish(write, context);
    assert.equal((await catalog.publish(write, context)).snapshot, snapshot, "again");
    assert.equal(
      (await catalog.publish(write, await contextOf(asset))).snapshot,
      snapshot,
      "by another process",
    );
    const later = await store(asset, rowsWith(2));
    assert.equal((await catalog.publish(write, await contextOf(asset))).snapshot, snapshot, "late");
    assert.equal((await catalog.scan({}, await contextOf(asset))).number, later.snapshot, "the newest stays");
    sameAs(await load(asset), after(rowsWith(1), rowsWith(2)), "the rows");
  });

  check("publishes a write once when two ask at once", async (bench, key) => {
    const { catalog, contextOf, load, seal } = bench;
    const asset = flatAsset(key);
    const write = await seal(asset, rowsWith(1, 2));
    const contexts = await Promise.all([1, 2, 3].map(() => contextOf(asset)));
    const published = await Promise.all(contexts.map((context) => catalog.publish(write, context)));
    const numbers = new Set(published.map(({ snapshot }) => snapshot));
    assert.equal(numbers.size, 1, `one write became snapshots ${[...numbers].join(", ")}`);
    const [first] = numbers;
    assert.equal((await catalog.scan({}, await contextOf(asset))).number, first, "no more were made");
    sameAs(await load(asset), rowsWith(1, 2), "the rows");
  });

  check("publishes a write once whose publisher died before the commit", async (bench, key) => {
    const { catalog, contextOf, load, seal } = bench;
    const asset = flatAsset(key);
    const write = await seal(asset, rowsWith(1, 2));
    const died = new Error("died");
    const dying = catalog.publish(write, dyingBeforeCommit(await contextOf(asset), died));
    comesFrom(died, await errorOf(dying, "publish went on though its commit threw"));
    assert.equal((await catalog.scan({}, await contextOf(asset))).number, 0, "nothing is committed");
    await catalog.publish(write, await contextOf(asset));
    sameAs(await load(asset), rowsWith(1, 2), "the rows");
  });

  check("shows readers one whole write at every step of publishing another", async (bench, key) => {
    const { catalog, contextOf, load, loads, query, seal } = bench;
    const asset = regionsAsset(key);
    const regions = ["a", "b", "c"];
    const replaces = catalog.capabilities.modes.includes("replace");
    const whole = (ids: readonly unknown[], how: string) => {
      const writes = new Set(ids);
      for (const write of writes) {
        const { length } = ids.filter((id) => id === write);
        assert.equal(length, regions.length, `${how}: ${length} rows of ${regions.length} of one write`);
      }
      if (replaces) assert.ok(writes.size <= 1, `${how}: rows of ${writes.size} writes`);
    };
    const scanned = async () => {
      if ((await catalog.scan({}, await contextOf(asset))).number === 0 || !loads) return;
      whole(
        (await load(asset)).map(({ id }) => id),
        "the rows by scan",
      );
    };
    // What a put throws may count as a lost answer, so it is kept for later.
    const seen: unknown[] = [];
    const look = () => scanned().catch((error: unknown) => void seen.push(error));
    for (const version of [1, 2, 3]) {
      const rows = regions.flatMap((region) => rowsOf(region, version));
      const write = await seal(asset, rows, { split: true });
      let publishing = true;
      const published = contextOf(asset, look)
        .then((context) => catalog.publish(write, context))
        .finally(() => {
          publishing = false;
        });
      published.catch(() => {});
      while (publishing) {
        await setImmediate();
        await scanned();
        if (catalog.query === undefined || catalog.capabilities.atomic === false || version === 1) continue;
        whole((await query(sql`SELECT id FROM ${asset}`)).flat(), "the rows by query");
      }
      await published;
      for (const error of seen) throw error;
    }
  });

  check("republishes what there is, and adds nothing", async (bench, key) => {
    const { after, catalog, contextOf, load, store } = bench;
    const asset = flatAsset(key);
    await store(asset, rowsWith(1));
    const { snapshot } = await store(asset, rowsWith(2));
    for (const time of [1, 2]) {
      const again = await catalog.republish(await contextOf(asset));
      assert.equal(again.snapshot, snapshot, `time ${time}`);
      assert.equal(again.relation, catalog.relation(asset.description));
    }
    assert.equal((await catalog.scan({}, await contextOf(asset))).number, snapshot, "no snapshot is made");
    sameAs(await load(asset), after(rowsWith(1), rowsWith(2)), "the rows");
  });

  check("finishes by republish what a publisher left that died after its commit", async (bench, key) => {
    const { after, catalog, contextOf, load, seal, store } = bench;
    const asset = flatAsset(key);
    await store(asset, rowsWith(1));
    const write = await seal(asset, rowsWith(2));
    const died = new Error("died");
    const dying = catalog.publish(write, dyingAfterCommit(await contextOf(asset), died));
    comesFrom(died, await errorOf(dying, "publish went on though its commit threw"));
    const { snapshot } = await catalog.republish(await contextOf(asset));
    assert.equal((await catalog.scan({}, await contextOf(asset))).number, snapshot, "the newest snapshot");
    const rows = after(rowsWith(1), rowsWith(2));
    sameAs(await load(asset), rows, "the rows");
    if (catalog.query) {
      const found = await bench.query(sql`SELECT id FROM ${asset} ORDER BY id`);
      sameAs(
        found,
        rows.map(({ id }) => [id]),
        "the rows by query",
      );
    }
    assert.equal(
      (await catalog.publish(write, await contextOf(asset))).snapshot,
      snapshot,
      "published again",
    );
  });
}

/** A catalog whose table has the write by then may say so in an error of its own, which names its cause. */
function comesFrom(cause: Error, error: unknown): void {
  const said = isSluiceError(error, "PUBLISH_INCOMPLETE") ? error.cause : error;
  assert.equal(said, cause, `publish threw ${String(error)}`);
}

function dyingBeforeCommit(context: CatalogContext, died: Error): CatalogContext {
  const commit = () => Promise.reject(died);
  return { ...context, log: { ...context.log, commit } };
}

function dyingAfterCommit(context: CatalogContext, died: Error): CatalogContext {
  const { log } = context;
  return {
    ...context,
    log: {
      ...log,
      async commit(write) {
        await log.commit(write);
        throw died;
      },
    },
  };
}

function filesOfWrite({ added }: SealedWrite): string[] {
  return added.flatMap(({ files }) => files.map(({ key }) => key));
}

function filesIn({ live }: Snapshot): string[] {
  return live.flatMap(({ writes }) => writes.flatMap(({ files }) => files.map(({ key }) => key)));
}
