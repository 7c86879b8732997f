import assert from "node:assert/strict";
import { sameAs } from "../same-as.js";
import { regionsAsset, rowsOf } from "./assets.js";
import type { Bench } from "./bench.js";
import type { CatalogCheck } from "./catalog-suite.js";

export function checkPlan(check: CatalogCheck): void {
  check("plans a store without doing any of it, where it plans", async (bench, key) => {
    if (bench.catalog.plan === undefined) return;
    const asset = regionsAsset(key);
    await plans(bench, asset, 0);
    const { snapshot } = await bench.store(asset, rowsOf("a", 1), { partition: "a" });
    await plans(bench, asset, snapshot);
    sameAs(await bench.load(asset), rowsOf("a", 1), "the rows after plans");
  });
}

async function plans(bench: Bench, asset: ReturnType<typeof regionsAsset>, snapshot: number): Promise<void> {
  const before = await keysOf(bench, asset.key);
  const [mode] = bench.catalog.capabilities.modes;
  for (const options of [{ split: true }, { partition: "a" }, { partition: null }]) {
    const plan = await bench.io.plan(asset, { mode, ...options } as never);
    assert.deepEqual(plan.refusals, [], "what a plan says would be refused");
    assert.equal(plan.snapshot, snapshot, "the snapshot it builds on");
    for (const text of [...plan.statements, ...plan.notes]) assert.notEqual(text, "", "an empty line");
  }
  assert.deepEqual(await keysOf(bench, asset.key), before, "what is stored after a plan");
}

async function keysOf(bench: Bench, key: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const each of bench.parts.store.list(`${key}/`)) keys.push(each.key);
  return keys;
}
