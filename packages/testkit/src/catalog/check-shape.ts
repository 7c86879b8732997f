import assert from "node:assert/strict";
import { flatAsset } from "./assets.js";
import type { CatalogCheck } from "./catalog-suite.js";

export function checkShape(check: CatalogCheck): void {
  check("says what it is and what it can", async ({ catalog, parts: { store, handler } }) => {
    assert.equal(catalog.specVersion, 1);
    assert.notEqual(catalog.name, "", "it has a name");
    const { modes, query, formats, schemes, delivery, evolution, history = false } = catalog.capabilities;
    const deliveries = [undefined, "exactly-once", "at-least-once"];
    assert.ok(deliveries.includes(delivery), `the delivery ${String(delivery)}`);
    assert.ok(modes.length > 0, "it has a mode");
    for (const mode of modes) assert.ok(["replace", "append", "upsert"].includes(mode), `the mode ${mode}`);
    assert.ok([undefined, "columns", "types"].includes(evolution), `the evolution ${evolution}`);
    assert.equal(catalog.query !== undefined, query, "it has query where it says so, and only there");
    assert.equal(catalog.history !== undefined, history, "it has history where it says so, and only there");
    assert.ok(formats?.includes(handler.engineFormat ?? "") ?? true, "it reads what the handler writes");
    assert.ok(schemes?.includes(store.scheme) ?? true, "it reads where the store keeps files");
  });

  check("names an asset in SQL, always alike and no two alike", async ({ catalog }, key) => {
    const keys = [key, `${key}_2`, `${key}-2`, `${key}/order`, `${key}/1`];
    const names = keys.map((each) => catalog.relation(flatAsset(each).description));
    assert.deepEqual(
      keys.map((each) => catalog.relation(flatAsset(each).description)),
      names,
      "asked again",
    );
    const shown = names.filter((name) => name !== undefined);
    assert.ok(shown.length === 0 || shown.length === keys.length, "all are shown, or none");
    assert.equal(new Set(shown).size, shown.length, `no two names are one: ${shown.join(", ")}`);
    if (catalog.capabilities.query) assert.notEqual(shown.length, 0, "what can be queried has a name");
  });
}

export function checkCheck(check: CatalogCheck): void {
  check("finds nothing wrong where all is well", async ({ catalog, parts: { store } }) => {
    for (const { level, message } of (await catalog.check?.({ store })) ?? []) {
      assert.ok(["ok", "warning", "error"].includes(level), `the level ${level}`);
      assert.notEqual(level, "error", message);
      assert.notEqual(message, "", "a finding says something");
    }
  });
}
