import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { version } from "@duckdb/node-api";
import { fsStore } from "@sluice/store-fs";
import { describe, expect, it } from "vitest";
import { long, seed } from "../../../test/long.js";
import { checkWhole } from "./check-whole.js";
import { writeKillReport } from "./kill-report.js";
import { killTrials } from "./kill-trials.js";
import { localPlace } from "./local-place.js";
import { publishByMonth } from "./naive-publisher.js";
import { watch } from "./reader.js";
import { startDemo } from "./start-demo.js";

const kills = long ? 50 : 5;
const aimed = long ? 10 : 1;

describe("the demo on local files", () => {
  it(`is whole after ${kills} kills at random moments and ${aimed} around the commit, seed ${seed}`, {
    timeout: (kills + aimed) * 90_000,
  }, async () => {
    const found = await killTrials({
      make: localPlace,
      seed,
      kills,
      aimed,
      aimedMillis: 40,
      lookMillis: 300,
      ...(long && { tell: (trial) => console.log(JSON.stringify(trial)) }),
    });
    expect(found.trials).toHaveLength(kills + aimed);
    if (long) {
      const versions = [`Node ${process.versions.node}`, `DuckDB ${version()}`];
      await writeKillReport({ ...found, target: "local", seed, versions });
    }
  });
});

describe("the reader", () => {
  it("catches a publisher that shows one month after another", { timeout: 180_000 }, async () => {
    const place = await localPlace();
    const reader = watch(place, 5);
    await publishByMonth(place);
    const { anomalies, whole } = await reader.stop();
    expect(anomalies).toContain("partitions: 2001-01=508239 2001-02=458170");
    expect(anomalies.some((text) => text.startsWith("SQL: "))).toBe(true);
    expect(whole).toBeGreaterThan(0);
    await place.close();
    await place.remove();
  });

  it("catches a publisher that copies files over in place", { timeout: 180_000 }, async () => {
    const place = await localPlace();
    expect((await startDemo(place.options).ended).code).toBe(0);
    await checkWhole(place);
    const reader = watch(place, 5);
    const store = fsStore(place.root);
    for await (const { key } of store.list("flights/data/")) {
      const path = join(place.root, key);
      const bytes = await readFile(path);
      // What cp does, slowly.
      await writeFile(path, bytes.subarray(0, bytes.length / 2));
      await pause(150);
      await writeFile(path, bytes);
    }
    const { anomalies } = await reader.stop();
    expect(anomalies.some((text) => text.startsWith("SQL: "))).toBe(true);
    await checkWhole(place);
    await place.close();
    await place.remove();
  });
});
