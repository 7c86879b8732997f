import type { Runner } from "../object-store-suite.js";
import { type Bench, benchOf, type CatalogParts } from "./bench.js";
import { checkDelivery } from "./check-delivery.js";
import { checkEvolution } from "./check-evolution.js";
import { checkHistory } from "./check-history.js";
import { checkModes } from "./check-modes.js";
import { checkPlan } from "./check-plan.js";
import { checkPublish } from "./check-publish.js";
import { checkQuery } from "./check-query.js";
import { checkScan } from "./check-scan.js";
import { checkCheck, checkShape } from "./check-shape.js";
import { checkUpsert } from "./check-upsert.js";

/** `key` is of an asset nobody has used. */
export type CatalogCheck = (name: string, body: (bench: Bench, key: string) => Promise<void>) => void;

/**
 * Every sentence of the catalog contract as a test; what to expect is learned from the declared capabilities. `create`
 * is called once. All assets have keys below one random segment and stay in the store. The last test closes catalog,
 * handler and store.
 */
export function describeCatalog(runner: Runner, create: () => Promise<CatalogParts> | CatalogParts): void {
  const run = `suite_${crypto.randomUUID().slice(0, 8)}`;
  let opened: Promise<Bench> | undefined;
  const open = () => {
    opened ??= Promise.resolve(create()).then(benchOf);
    return opened;
  };
  let count = 0;
  const check: CatalogCheck = (name, body) => {
    const key = `${run}/asset_${count++}`;
    runner.it(name, async () => body(await open(), key));
  };

  runner.describe("catalog", () => {
    checkShape(check);
    checkPublish(check);
    checkModes(check);
    checkUpsert(check);
    checkDelivery(check);
    checkEvolution(check);
    checkScan(check);
    checkHistory(check);
    checkPlan(check);
    checkQuery(check);
    checkCheck(check);
    runner.it("closes, also twice", async () => {
      const { catalog, parts } = await open();
      await catalog.close?.();
      await catalog.close?.();
      await parts.handler.close?.();
      await parts.store.close?.();
    });
  });
}
