import {
  type AnyAsset,
  daily,
  date,
  defineAsset,
  given,
  hourly,
  type IOManager,
  int64,
  json,
  type MaterializeOptions,
  materialize,
  memoryIO,
  monthly,
  type PipelineEvent,
  previous,
  string,
  table,
  timestamp,
  value,
  weekly,
  yearly,
} from "@sluice/sdk";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, nameOf, statuses, step } from "./pipelines.js";

let io: IOManager;
let seen: string[];
beforeEach(() => {
  io = memoryIO();
  seen = [];
});

describe("the order", () => {
  it("is that of deps and after, whatever the list says", async () => {
    const first = step("first", seen);
    const second = step("second", seen, [first]);
    const third = defineAsset({
      key: "third",
      type: json(),
      deps: { group: { second } },
      compute({ deps }) {
        seen.push("third");
        return deps.group.second;
      },
    });
    const report = await materialize([third, second, first, first], { io });
    expect(seen).toEqual(["first", "second", "third"]);
    expect(statuses(report)).toEqual(["first stored", "second stored", "third stored"]);
    expect(await io.load(third)).toBe("second");
  });

  it("leaves assets that are not given as they are", async () => {
    const first = step("first", seen);
    const plain = defineAsset({ key: "plain", type: json() });
    const last = defineAsset({
      key: "last",
      type: json(),
      deps: { first, plain },
      compute: ({ deps }) => [deps.first, deps.plain],
    });
    await io.store(plain, "by hand");
    await io.store(first, "by hand too");
    const report = await materialize([last, plain], { io });
    expect(statuses(report)).toEqual(["last stored"]);
    expect(await io.load(last)).toEqual(["by hand too", "by hand"]);
    expect(seen).toEqual([]);
  });

  it("names a cycle", async () => {
    const old = defineAsset({ key: "a", type: json() });
    const b = step("b", seen, [old]);
    const c = step("c", seen, [b]);
    const a = step("a", seen, [c]);
    await expect(materialize([a, b, c], { io })).rejects.toMatchObject({
      code: "ASSET_INVALID",
      message: expect.stringContaining("a → c → b → a"),
    });
    expect(seen).toEqual([]);
  });

  it("lets an asset follow its own partitions", async () => {
    const partitions = { day: given(date()) };
    const before = defineAsset({ key: "total", type: json(), partitions });
    const total = defineAsset({
      key: "total",
      type: json(),
      partitions,
      deps: { before: previous(before, 1) },
      compute: ({ deps }) => Number([...deps.before.values()][0] ?? 0) + 1,
    });
    const day = ["2024-03-02", "2024-02-29", "2024-03-01"];
    const report = await materialize([total], { io, partitions: { day }, concurrency: 3 });
    expect(report.tasks.map((task) => task.partition.day)).toEqual([...day].sort());
    expect(Object.fromEntries(await io.loadEach(total))).toEqual({
      "2024-02-29": 1,
      "2024-03-01": 2,
      "2024-03-02": 3,
    });
  });
});

describe("concurrency", () => {
  it.each([
    [undefined, 1],
    [1, 1],
    [3, 3],
  ])("%s is a bound that is reached", async (concurrency, most) => {
    let [under, reached] = [0, 0];
    const assets = Array.from({ length: 7 }, (_, index) =>
      defineAsset({
        key: `a${index}`,
        type: json(),
        async compute() {
          reached = Math.max(reached, ++under);
          for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
          under--;
          return index;
        },
      }),
    );
    expect((await materialize(assets, { io, ...(concurrency && { concurrency }) })).ok).toBe(true);
    expect(reached).toBe(most);
  });
});

describe("a failure", () => {
  const failing = defineAsset({
    key: "failing",
    type: json(),
    partitions: { day: given(date()) },
    compute({ partition }) {
      if (partition.day.endsWith("02")) throw new Error("no such day");
      return partition.day;
    },
  });
  const next = defineAsset({
    key: "next",
    type: json(),
    partitions: { day: given(date()) },
    deps: { failing },
    compute: ({ deps }) => deps.failing,
  });
  const partitions = { day: { from: "2024-05-01", to: "2024-05-03" } };

  it("stops what has not started", async () => {
    const report = await materialize([failing, next], { io, partitions });
    expect(statuses(report)).toEqual([
      "failing day=2024-05-01 stored",
      "failing day=2024-05-02 failed",
      "failing day=2024-05-03 skipped",
      "next day=2024-05-01 skipped",
      "next day=2024-05-02 skipped",
      "next day=2024-05-03 skipped",
    ]);
    expect(report).toMatchObject({
      ok: false,
      counts: { stored: 1, failed: 1, skipped: 4, "up-to-date": 0 },
    });
    expect(report.tasks[1]?.error).toEqual(new Error("no such day"));
    expect(() => report.orThrow()).toThrow(
      expect.objectContaining({ code: "RUN_FAILED", cause: report.tasks[1]?.error }),
    );
    expect(String(report)).toContain("failed      failing day=2024-05-02  no such day\n");
  });

  it("skips what needs it, and nothing else, when the rest is to go on", async () => {
    const report = await materialize([failing, next], { io, partitions, onFailure: "continue" });
    expect(statuses(report)).toEqual([
      "failing day=2024-05-01 stored",
      "failing day=2024-05-02 failed",
      "failing day=2024-05-03 stored",
      "next day=2024-05-01 stored",
      "next day=2024-05-02 skipped",
      "next day=2024-05-03 stored",
    ]);
    expect(report.tasks[4]?.reason).toBe("needs failing day=2024-05-02, which failed");
  });

  it("of an input or of the store fails the task alone", async () => {
    const gone = defineAsset({ key: "gone", type: json() });
    const reader = defineAsset({ key: "reader", type: json(), deps: { gone }, compute: () => 1 });
    const rows = defineAsset({ key: "rows", type: table({ n: int64() }), compute: () => [{ n: 2n ** 70n }] });
    const report = await materialize([reader, rows], { io, onFailure: "continue" });
    expect(report.tasks).toMatchObject([
      { status: "failed", error: { code: "ASSET_NOT_FOUND" } },
      { status: "failed", error: { code: "VALUE_UNSUPPORTED" } },
    ]);
  });
});

describe("giving up", () => {
  it("ends what runs, stores nothing of it, and skips the rest", async () => {
    const controller = new AbortController();
    const slow = defineAsset({
      key: "slow",
      type: json(),
      async compute({ signal }) {
        setImmediate(() => controller.abort());
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return "too late";
      },
    });
    const first = step("first", seen);
    const last = step("last", seen);
    const report = await materialize([first, slow, last], { io, signal: controller.signal });
    expect(statuses(report)).toEqual(["first stored", "slow failed", "last skipped"]);
    expect(report.tasks[1]?.error).toMatchObject({ code: "ABORTED" });
    expect(await io.assets()).toEqual(["first"]);
    const none = await materialize([last], { io, signal: controller.signal });
    expect(statuses(none)).toEqual(["last skipped"]);
    expect(none.ok).toBe(false);
  });
});

describe("backfilling", () => {
  const type = table({ at: timestamp(3), region: string() });
  const grid = (partitions: object): AnyAsset =>
    defineAsset({ key: "grid", type, partitions, compute: () => [] } as never);

  it("computes every day of a range, also over a leap day", async () => {
    const orders = defineAsset({
      key: "orders",
      type,
      partitions: { day: daily("at") },
      compute: ({ partition }) => [{ at: `${partition.day}T12:00`, region: "EU" }],
    });
    const sums = defineAsset({
      key: "sums",
      type: json(),
      partitions: { day: given(date()) },
      deps: { orders },
      compute: ({ deps }) => deps.orders.map(({ at }) => at.toISOString().slice(0, 10)),
    });
    const partitions = { day: { from: "2024-02-15", to: new Date("2024-03-15T00:00:00Z") } };
    const report = await materialize([sums, orders], { io, partitions, concurrency: 4 });
    expect(report.counts.stored).toBe(60);
    const each = await io.loadEach(sums);
    expect(each.size).toBe(30);
    for (const [day, found] of each) expect(found).toEqual([day]);
    expect(each.has("2024-02-29")).toBe(true);
  });

  it.each<[string, object, object, string[]]>([
    [
      "hours",
      { p: hourly("at") },
      { from: "2024-02-28T22", to: "2024-02-29T01" },
      ["2024-02-28T22", "2024-02-28T23", "2024-02-29T00", "2024-02-29T01"],
    ],
    [
      "weeks",
      { p: weekly("at", { weekStart: "sunday" }) },
      { from: "2024-02-25", to: "2024-03-10" },
      ["2024-02-25", "2024-03-03", "2024-03-10"],
    ],
    [
      "weeks from Monday",
      { p: weekly("at") },
      { from: "2024-02-26", to: "2024-03-04" },
      ["2024-02-26", "2024-03-04"],
    ],
    ["months", { p: monthly("at") }, { from: "2023-11", to: "2024-01" }, ["2023-11", "2023-12", "2024-01"]],
    ["years", { p: yearly("at") }, { from: "0999", to: "1001" }, ["0999", "1000", "1001"]],
    ["values", { p: value("region") }, ["EU", "US", "EU"], ["EU", "US"]],
  ])("counts out %s", async (_name, partitions, wanted, texts) => {
    const options = { io, partitions: { p: wanted } } as unknown as MaterializeOptions;
    const report = await materialize([grid(partitions)], options);
    expect(report.tasks.map((task) => task.partition.p)).toEqual(texts);
  });

  it("computes every combination of several dimensions", async () => {
    const asset = grid({ region: value("region"), day: daily("at") });
    const partitions = { day: { from: "2024-05-01", to: "2024-05-02" }, region: ["EU", "US"] };
    const report = await materialize([asset], { io, partitions });
    expect(report.tasks.map(nameOf)).toEqual([
      "grid region=EU day=2024-05-01",
      "grid region=EU day=2024-05-02",
      "grid region=US day=2024-05-01",
      "grid region=US day=2024-05-02",
    ]);
  });

  it.each<[string, object | undefined]>([
    ["no partitions", undefined],
    ["only some dimensions", { day: "2024-05-01" }],
    ["a dimension of none", { day: "2024-05-01", region: "EU", month: "2024-05" }],
    ["a range of values", { day: "2024-05-01", region: { from: "A", to: "Z" } }],
    ["a range without an end", { day: { from: "2024-05-01" }, region: "EU" }],
    ["a range that runs backward", { day: { from: "2024-05-02", to: "2024-05-01" }, region: "EU" }],
    ["no values", { day: [], region: "EU" }],
    ["the null partition", { day: "2024-05-01", region: null }],
    ["no day", { day: "2024-05-32", region: "EU" }],
  ])("refuses %s before anything runs", async (_name, partitions) => {
    const asset = grid({ region: value("region"), day: daily("at") });
    const options = { io, ...(partitions && { partitions }) } as unknown as MaterializeOptions;
    expect(await codeOf(materialize([step("first", seen), asset], options))).toBe("PARTITION_INVALID");
    expect(seen).toEqual([]);
  });
});

describe("what it refuses", () => {
  it.each<[string, object]>([
    ["concurrency", { concurrency: 0 }],
    ["onFailure", { onFailure: "retry" }],
    ["skip", { skip: "all" }],
    ["io", { io: undefined }],
    ["run", { run: { id: "" } }],
  ])("an %s that means nothing", async (option, wrong) => {
    await expect(materialize([step("a", seen)], { io, ...wrong })).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
      details: { option },
    });
    expect(seen).toEqual([]);
  });

  it("assets none of which is computed, and two with one key", async () => {
    const plain = defineAsset({ key: "plain", type: json() });
    expect(await codeOf(materialize([plain], { io }))).toBe("CONFIGURATION_INVALID");
    expect(await codeOf(materialize([step("a", seen), step("a", seen)], { io }))).toBe(
      "CONFIGURATION_INVALID",
    );
    expect((await materialize([], { io })).ok).toBe(true);
  });

  it("definitions that cannot be computed", () => {
    const type = json();
    const asset = step("a", seen);
    expect(() => defineAsset({ key: "b", type, deps: { asset } })).toThrow("ASSET_INVALID");
    expect(() => defineAsset({ key: "b", type, codeVersion: "1" })).toThrow("ASSET_INVALID");
    expect(() => defineAsset({ key: "b", type, compute: "SELECT 1" as never })).toThrow("ASSET_INVALID");
    expect(() => defineAsset({ key: "b", type, deps: { a: 1 } as never, compute: () => 1 })).toThrow(
      "ASSET_INVALID",
    );
    expect(() => defineAsset({ key: "b", type, after: ["a"] as never, compute: () => 1 })).toThrow(
      "ASSET_INVALID",
    );
    expect(() => defineAsset({ key: "b", type, io: "" })).toThrow("ASSET_INVALID");
  });
});

describe("events", () => {
  it("tell of the run and of each task, and decide nothing", async () => {
    const events: PipelineEvent[] = [];
    const [first, failing] = [
      step("first", seen),
      defineAsset({ key: "b", type: json(), compute: () => null as never }),
    ];
    const report = await materialize([first, failing, step("last", seen)], {
      io,
      run: { id: "r1" },
      on(event) {
        events.push(event);
      },
    });
    expect(events.map((event) => ("asset" in event ? `${event.type} ${event.asset}` : event.type))).toEqual([
      "run-start",
      "task-start first",
      "task-end first",
      "task-start b",
      "task-end b",
      "task-end last",
      "run-end",
    ]);
    expect(events[2]).toMatchObject({ run: "r1", status: "stored", receipt: { snapshot: 1 } });
    expect(events.at(-1)).toMatchObject({ run: "r1", ok: false, millis: report.millis });
  });
});
