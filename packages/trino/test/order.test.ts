import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, type IOManager, int64, table } from "@sluice/sdk";
import { trino } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { FakeHive } from "./fake-hive.js";

const orders = defineAsset({ key: "lake/orders", type: table({ id: int64() }) });

function open(hive: FakeHive): IOManager {
  const server = { server: "http://fake", user: "u", catalog: "hive", schema: "lake" };
  return createIOManager({
    handlers: [parquet({ workers: 0 })],
    store: hive.store,
    catalog: trino({ ...server, client: () => hive.client() }),
    retry: false,
  });
}

/** What a store does if that step takes its time. */
async function traceOf(store: "first" | "later", slow: string): Promise<readonly string[]> {
  const hive = new FakeHive();
  await using io = open(hive);
  if (store === "later") await io.store(orders, [{ id: 1 }]);
  hive.trace.length = 0;
  hive.slow = slow;
  await io.store(orders, [{ id: 2 }]);
  return hive.trace;
}

/** The step on the left begins after those on the right have ended. */
const order = {
  first: {
    table: ["look", "schema", "put _published"],
    try: ["table"],
    "put data": ["put _probe.json#2", "table", "try"],
    "get data": ["put data"],
    "put _seals": ["get data"],
    claim: ["put _seals"],
    "put _log": ["put _seals", "put _assets/lake%2Forders.json", "claim", "end trying"],
    register: ["put _log"],
    show: ["register"],
  },
  later: {
    "get data": ["put data"],
    "put _seals": ["look", "get data"],
    "put _log": ["put _seals"],
    register: ["put _log"],
    show: ["register"],
    "get _log#3": ["show"],
  },
} as const;

describe.each(["first", "later"] as const)("a %s store", (store) => {
  const rules = Object.entries<readonly string[]>(order[store]).flatMap(([after, all]) =>
    all.map((before) => ({ after, before })),
  );

  it.each(rules)("waits with $after for the end of $before", async ({ after, before }) => {
    const trace = await traceOf(store, before);
    expect(trace).toContain(`-${before}`);
    expect(trace.indexOf(`+${after}`)).toBeGreaterThan(trace.indexOf(`-${before}`));
  });
});

/** The step on the left has begun when the one on the right ends. */
const overlaps = {
  first: [
    ["schema", "look"],
    ["put _published", "schema"],
    ["end trying", "claim"],
    ["put _assets/lake%2Forders.json", "put _seals"],
    ["register", "get _log#2"],
  ],
  later: [
    ["get data", "look"],
    ["get _published", "put _log"],
    ["register", "get _log#2"],
    ["show", "put _published"],
  ],
} as const;

describe.each(["first", "later"] as const)("a %s store", (store) => {
  const pairs = overlaps[store].map(([early, late]) => ({ early, late }));

  it.each(pairs)("begins with $early before the end of $late", async ({ early, late }) => {
    const trace = await traceOf(store, late);
    expect(trace).toContain(`+${early}`);
    expect(trace.indexOf(`+${early}`)).toBeLessThan(trace.indexOf(`-${late}`));
  });
});

it("a name that was taken since the last store refuses the next one before its seal, whatever was written", async () => {
  const hive = new FakeHive();
  await using io = open(hive);
  await io.store(orders, [{ id: 1 }]);
  hive.comments.set("orders", "made by somebody else");
  hive.trace.length = 0;
  hive.slow = "look";
  await expect(io.store(orders, [{ id: 2 }])).rejects.toMatchObject({ code: "TABLE_NOT_OURS" });
  expect(hive.trace).toContain("-get data");
  expect(hive.trace).not.toContain("+put _seals");
  expect(hive.trace).not.toContain("+put _log");
});

it("a refusal is what a store ends with, also where its rows fail meanwhile, or never end", async () => {
  const hive = new FakeHive();
  await using io = open(hive);
  await io.store(orders, [{ id: 1 }]);
  hive.comments.set("orders", "made by somebody else");
  const wrong = [{ id: "none" }] as unknown as { id: number }[];
  await expect(io.store(orders, wrong)).rejects.toMatchObject({ code: "TABLE_NOT_OURS" });
  async function* endless() {
    for (let id = 0; ; id++) {
      yield { id };
      await new Promise(setImmediate);
    }
  }
  await expect(io.store(orders, endless())).rejects.toMatchObject({ code: "TABLE_NOT_OURS" });
});

it("what a store that was refused had only tried to register goes with the next one", async () => {
  const hive = new FakeHive();
  const wrong = [{ id: "none" }] as unknown as { id: number }[];
  await using refused = open(hive);
  await expect(refused.store(orders, wrong)).rejects.toMatchObject({ code: "VALUE_UNSUPPORTED" });
  expect(hive.trace).not.toContain("+claim");
  expect(hive.trace).not.toContain("+end trying");
  await using io = open(hive);
  await io.store(orders, [{ id: 1 }]);
  expect(hive.trace).toContain("-end trying");
});
