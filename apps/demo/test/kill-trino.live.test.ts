import { connectStack, type Stack } from "@sluice/testkit/stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { long, seed } from "../../../test/long.js";
import { writeKillReport } from "./kill-report.js";
import { killTrials } from "./kill-trials.js";
import { publishByMonth } from "./naive-publisher.js";
import { watch } from "./reader.js";
import { trinoPlace } from "./trino-place.js";

const kills = long ? 20 : 1;
const aimed = long ? 6 : 1;

let stack: Stack;
beforeAll(async () => {
  stack = await connectStack();
  // The demo looks for servers as anybody does.
  Object.assign(process.env, stack.environment);
});
afterAll(() => stack?.stop());

describe("the demo on MinIO and Trino", () => {
  it(`is whole after ${kills} kills at random moments and ${aimed} around the commit, seed ${seed}`, {
    timeout: (kills + aimed) * 480_000,
  }, async () => {
    const found = await killTrials({
      make: trinoPlace,
      seed,
      kills,
      aimed,
      aimedMillis: 1_000,
      lookMillis: 300,
      ...(long && { tell: (trial) => console.log(JSON.stringify(trial)) }),
    });
    expect(found.trials).toHaveLength(kills + aimed);
    if (long) {
      const place = await trinoPlace();
      const versions = [`Node ${process.versions.node}`, place.version];
      await place.close();
      await writeKillReport({ ...found, target: "trino", seed, versions });
    }
  });
});

describe("the reader", () => {
  it("catches a publisher that shows one month after another", { timeout: 300_000 }, async () => {
    const place = await trinoPlace();
    const reader = watch(place, 5);
    await publishByMonth(place);
    const { anomalies, whole } = await reader.stop();
    expect(anomalies).toContain("partitions: 2001-01=508239 2001-02=458170");
    expect(anomalies.some((text) => text.startsWith("SQL: "))).toBe(true);
    expect(whole).toBeGreaterThan(0);
    await place.close();
    await place.remove();
  });
});
