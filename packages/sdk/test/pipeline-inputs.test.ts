import {
  type Asset,
  allPartitions,
  type ComputeContext,
  daily,
  date,
  defineAsset,
  files,
  given,
  type IOManager,
  int64,
  type JsonType,
  json,
  lazy,
  mapPartition,
  materialize,
  memoryIO,
  monthly,
  object,
  type PipelineReport,
  previous,
  stream,
  string,
  table,
  timestamp,
  value,
} from "@sluice/sdk";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf } from "./pipelines.js";

const orders = defineAsset({
  key: "orders",
  type: table({ id: int64({ as: "number" }), region: string(), at: timestamp(3) }),
  partitions: { region: value("region"), day: daily("at") },
});
const daysOf = (key: string): Asset<JsonType, "day"> =>
  defineAsset({ key, type: json(), partitions: { day: given(date()) } });
const notes = daysOf("notes");
const monthNotes = defineAsset({ key: "months", type: json(), partitions: { month: given(string()) } });
const partitions = { day: given(date()) };

let io: IOManager;
let calls: string[];
beforeEach(async () => {
  const memory = memoryIO();
  calls = [];
  io = new Proxy(memory, {
    get(target, name: keyof IOManager) {
      const member = target[name];
      if (typeof member !== "function") return member;
      return (asset: { key: string }, ...rest: unknown[]) => {
        calls.push(`${String(name)} ${asset.key}`);
        return (member as (...all: unknown[]) => unknown).call(target, asset, ...rest);
      };
    },
  });
  const rows = ["2024-04-29", "2024-04-30", "2024-05-01", "2024-05-02"].flatMap((day, index) =>
    ["EU", "US"].map((region, other) => ({ id: index * 2 + other, region, at: `${day}T10:00` })),
  );
  await memory.store(orders, rows, { split: true });
  for (const day of ["2024-04-28", "2024-05-01", "2024-05-02"]) {
    await memory.store(notes, `note of ${day}`, { partition: day, metadata: { of: day } });
  }
  for (const month of ["2024-04", "2024-05"]) await memory.store(monthNotes, month, { partition: month });
});

const day = "2024-05-01";
async function stored(report: PipelineReport, asset: Asset<JsonType, "day">): Promise<unknown> {
  report.orThrow();
  return io.load(asset, { partition: day });
}
const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id);

describe("partitions", () => {
  it("of the same name join, and of another dimension all are given", async () => {
    const asset = defineAsset({
      key: "joined",
      type: json(),
      partitions,
      deps: { orders, notes, monthNotes },
      compute: ({ deps }) => [ids(deps.orders), deps.notes, ...deps.monthNotes.keys()],
    });
    const found = await stored(await materialize([asset], { io, partitions: { day } }), asset);
    expect(found).toEqual([[4, 5], "note of 2024-05-01", "2024-04", "2024-05"]);
  });

  it("can be all, the ones before, or made by a function, and those compose with a group", async () => {
    const asset = defineAsset({
      key: "mapped",
      type: json(),
      partitions,
      deps: {
        all: allPartitions(orders),
        before: previous({ orders, notes }, 3),
        month: mapPartition(monthNotes, (each: { day: string }) => each.day.slice(0, 7)),
        months: mapPartition(monthNotes, () => ({ month: ["2024-04", "2024-05"] })),
        range: mapPartition(orders, (each: { day: string }) => ({ day: { to: each.day }, region: "EU" })),
      },
      compute: ({ deps }) => ({
        all: ids(deps.all),
        before: ids(deps.before.orders),
        notes: Object.fromEntries(deps.before.notes),
        month: deps.month,
        months: [...deps.months.values()],
        range: ids(deps.range),
      }),
    });
    const found = await stored(await materialize([asset], { io, partitions: { day } }), asset);
    expect(found).toEqual({
      all: [0, 2, 4, 6, 1, 3, 5, 7],
      before: [0, 2, 1, 3],
      notes: { "2024-04-28": "note of 2024-04-28" },
      month: "2024-05",
      months: ["2024-04", "2024-05"],
      range: [0, 2, 4],
    });
  });

  it("before the start are passed over, so that each can take the one before it", async () => {
    const begun = {
      key: "chain",
      type: table({ at: timestamp(3), before: int64({ as: "number" }) }),
      partitions: { day: daily("at", { start: "2024-05-01" }) },
    };
    const chain = defineAsset({
      ...begun,
      deps: { before: previous(defineAsset(begun), 1) },
      compute: ({ deps, partition }) => [{ at: `${partition.day}T00:00`, before: deps.before.length }],
    });
    for (const of of ["2024-05-01", "2024-05-02"]) {
      (await materialize([chain], { io, partitions: { day: of } })).orThrow();
    }
    expect((await io.load(chain)).map(({ before }) => before)).toEqual([0, 1]);
  });

  it("are not computed before the start, nor where the asset has no such value", async () => {
    const computed: unknown[] = [];
    const asset = defineAsset({
      key: "late",
      type: table({ at: timestamp(3), on: date() }),
      partitions: {
        day: daily("at", { start: "2024-05-02" }),
        on: value("on", { values: ["2024-05-01", "2024-05-03"] }),
      },
      compute({ partition }) {
        computed.push(partition);
        return [];
      },
    });
    const on = "2024-05-01";
    for (const wanted of [
      { on, day: "2024-05-01" },
      { on, day: ["2024-05-02", "2024-05-01"] },
      { on, day: { from: "2024-05-01", to: "2024-05-02" } },
      { on: { from: "2024-05-01", to: "2024-05-03" }, day: "2024-05-02" },
    ]) {
      expect(await codeOf(materialize([asset], { io, partitions: wanted }))).toBe("PARTITION_INVALID");
    }
    expect(computed).toEqual([]);
  });

  it("that are missing are an error, and of the ones before they are passed over", async () => {
    const partition = { day: "2030-01-01" };
    const previousOnes = defineAsset({
      key: "before",
      type: json(),
      partitions,
      deps: {
        orders: previous(orders, 2),
        never: previous(daysOf("never"), 2),
        paths: files(previous(daysOf("never"), 1)),
      },
      compute: ({ deps }) => [deps.orders.length, deps.never.size, deps.paths.length],
    });
    expect((await materialize([previousOnes], { io, partitions: partition })).ok).toBe(true);
    expect(await io.load(previousOnes, { partition })).toEqual([0, 0, 0]);
    for (const [dep, code] of [
      [notes, "PARTITION_NOT_FOUND"],
      [daysOf("never"), "ASSET_NOT_FOUND"],
    ] as const) {
      const asset = defineAsset({ key: "a", type: json(), partitions, deps: { dep }, compute: () => 1 });
      const report = await materialize([asset], { io, partitions: partition });
      expect(report.tasks[0]?.error).toMatchObject({ code });
    }
  });

  it("can be none by an empty list, in every form, also of an asset never stored", async () => {
    const taken: unknown[] = [];
    const asset = defineAsset({
      key: "none",
      type: json(),
      partitions,
      deps: {
        rows: mapPartition(orders, () => ({ day: [], region: "EU" })),
        notes: mapPartition(notes, () => []),
        never: mapPartition(daysOf("never"), () => []),
        lazy: lazy(mapPartition(notes, () => [])),
        stream: stream(mapPartition(orders, () => ({ day: [] }))),
        files: files(mapPartition(orders, () => ({ region: [] }))),
      },
      async compute({ deps }) {
        taken.push(deps.rows, deps.notes, deps.never, await deps.lazy.load(), deps.lazy.metadata);
        for await (const row of deps.stream) taken.push(row);
        taken.push(deps.files);
        return 1;
      },
    });
    (await materialize([asset], { io, partitions: { day } })).orThrow();
    expect(taken).toEqual([[], new Map(), new Map(), new Map(), {}, []]);
  });

  it("of what the run does not compute are of one snapshot throughout the run", async () => {
    const asset = defineAsset({
      key: "steady",
      type: json(),
      partitions,
      deps: { monthNotes },
      async compute({ deps, partition }) {
        await io.store(monthNotes, partition.day, { partition: "2024-05" });
        return deps.monthNotes.get("2024-05") ?? 0;
      },
    });
    (await materialize([asset], { io, partitions: { day: ["2024-05-01", "2024-05-02"] } })).orThrow();
    expect([...(await io.loadEach(asset)).values()]).toEqual(["2024-05", "2024-05"]);
    expect(await io.load(monthNotes, { partition: "2024-05" })).toBe("2024-05-02");
  });

  it("order the tasks of one run by what each takes", async () => {
    const seen: string[] = [];
    const source = defineAsset({
      key: "source",
      type: json(),
      partitions,
      compute({ partition }) {
        seen.push(partition.day.slice(-1));
        return partition.day;
      },
    });
    const window = defineAsset({
      key: "window",
      type: json(),
      partitions,
      deps: { source: previous(source, 1) },
      compute({ partition, deps }) {
        seen.push(`w${partition.day.slice(-1)}`);
        return [...deps.source.values()];
      },
    });
    const whole = defineAsset({
      key: "whole",
      type: json(),
      deps: { source },
      compute({ deps }) {
        seen.push("whole");
        return deps.source.size;
      },
    });
    const range = { day: { from: "2024-05-01", to: "2024-05-03" } };
    await materialize([window, whole, source], { io, partitions: range });
    expect(seen).toEqual(["w1", "1", "w2", "2", "w3", "3", "whole"]);
    expect(await io.load(whole)).toBe(3);
    expect(await io.load(window, { partition: "2024-05-03" })).toEqual(["2024-05-02"]);
  });

  it.each<[string, () => object]>([
    ["previous ones without a calendar in common", () => ({ a: previous(monthNotes, 1) })],
    ["previous ones of another step", () => ({ a: previous(monthly2, 1) })],
    ["a mapping to nothing", () => ({ a: mapPartition(notes, () => ({ day: undefined as never })) })],
    ["a mapping to no day", () => ({ a: mapPartition(notes, () => "May") })],
    [
      "a mapping to another dimension",
      () => ({ a: mapPartition(notes, () => ({ dya: "2024-05-01" }) as never) }),
    ],
  ])("cannot be %s", async (_name, deps) => {
    let computed = false;
    const compute = (): number => {
      computed = true;
      return 1;
    };
    const asset = defineAsset({ key: "a", type: json(), partitions, deps: deps() as never, compute });
    expect(await codeOf(materialize([asset], { io, partitions: { day } }))).toBe("PARTITION_INVALID");
    expect(computed).toBe(false);
  });
  const monthly2 = defineAsset({
    key: "monthly",
    type: table({ at: timestamp(3) }),
    partitions: { day: monthly("at") },
  });
});

describe("forms", () => {
  it("lazy loads when asked and not before, always the same snapshot", async () => {
    const inner: unknown[] = [];
    const asset = defineAsset({
      key: "lazy",
      type: json(),
      partitions,
      deps: {
        notes: lazy(notes),
        unused: lazy({ orders, never: daysOf("never") }),
        week: lazy(previous(notes, 7)),
      },
      async compute({ deps }) {
        inner.push("then" in deps.notes, deps.notes.metadata, deps.week.metadata, [...calls]);
        await io.store(notes, "changed meanwhile", { partition: day });
        return [await deps.notes.load(), await deps.notes.load(), (await deps.week.load()).size];
      },
    });
    const found = await stored(await materialize([asset], { io, partitions: { day } }), asset);
    expect(found).toEqual(["note of 2024-05-01", "note of 2024-05-01", 1]);
    const [thenable, metadata, ofWeek, before] = inner as [boolean, object, object, string[]];
    expect([thenable, metadata, ofWeek]).toEqual([false, { of: day }, { of: "2024-04-28" }]);
    expect(before.filter((call) => !call.startsWith("snapshots"))).toEqual([]);
    expect(calls.filter((call) => call.endsWith(" orders"))).toEqual([
      "snapshots orders",
      "snapshots orders",
    ]);
  });

  it("lazy has the metadata of the snapshot it loads", async () => {
    const asset = defineAsset({
      key: "lazy",
      type: json(),
      partitions,
      deps: { notes: lazy(notes) },
      compute: async ({ deps }) => [deps.notes.metadata, await deps.notes.load()],
    });
    let changed = false;
    const busy = new Proxy(io, {
      get: (target, name: keyof IOManager) =>
        name !== "snapshots"
          ? target[name]
          : async (...args: Parameters<IOManager["snapshots"]>) => {
              const found = await target.snapshots(...args);
              if (!changed)
                await target.store(notes, "changed", { partition: day, metadata: { of: "later" } });
              changed = true;
              return found;
            },
    });
    const found = await stored(await materialize([asset], { io: busy, partitions: { day } }), asset);
    expect(found).toEqual([{ of: day }, `note of ${day}`]);
  });

  it("lazy says what is missing when it is asked", async () => {
    const asset = defineAsset({
      key: "lazy",
      type: json(),
      deps: { never: lazy(defineAsset({ key: "never", type: json() })) },
      compute: ({ deps }) => codeOf(deps.never.load()),
    });
    await materialize([asset], { io });
    expect(await io.load(asset)).toBe("ASSET_NOT_FOUND");
  });

  it("stream gives rows as often as wanted, files the files, for a group too", async () => {
    const asset = defineAsset({
      key: "forms",
      type: json(),
      partitions,
      deps: { rows: stream({ orders, all: allPartitions(orders) }), paths: files(orders) },
      async compute({ deps }) {
        const found: number[][] = [];
        for (const rows of [deps.rows.orders, deps.rows.orders, deps.rows.all]) {
          const some: number[] = [];
          for await (const { id } of rows) some.push(id);
          found.push(some);
        }
        return [found, deps.paths.map(({ partition, rows }) => `${partition.region} ${rows}`)];
      },
    });
    const found = await stored(await materialize([asset], { io, partitions: { day } }), asset);
    expect(found).toEqual([
      [
        [4, 5],
        [4, 5],
        [0, 2, 4, 6, 1, 3, 5, 7],
      ],
      ["EU 1", "US 1"],
    ]);
    expect(calls).not.toContain("load orders");
  });

  it("are one for each input", () => {
    expect(() => lazy(stream(orders))).toThrow("ASSET_INVALID");
    expect(() => stream({ orders: files(orders) })).toThrow("ASSET_INVALID");
    expect(() => previous(allPartitions(orders), 2)).toThrow("ASSET_INVALID");
    expect(() => previous(orders, 0)).toThrow("ASSET_INVALID");
    expect(() => stream(notes)).toThrow("ASSET_INVALID");
  });

  it("of what a compute returns are those of a store", async () => {
    const type = table({ id: int64({ as: "number" }) });
    const generated = defineAsset({
      key: "generated",
      type,
      async *compute() {
        yield { id: 1 };
        yield { id: 2 };
      },
    });
    const columns = defineAsset({ key: "columns", type, compute: async () => ({ id: [1, 2] }) });
    const copied = defineAsset({
      key: "copied",
      type: object<Set<number>>(),
      compute: () => new Set([1, 2]),
    });
    (await materialize([generated, columns, copied], { io })).orThrow();
    expect(await io.load(generated)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await io.load(columns)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await io.load(copied)).toEqual(new Set([1, 2]));
  });
});

describe("resources", () => {
  it("reach every compute", async () => {
    const rates = new Map([["EUR", 1]]);
    const asset = defineAsset({
      key: "a",
      type: json(),
      compute: ({ resources, run }: ComputeContext<{}, never>) => [resources.rates?.get("EUR") ?? 0, run.id],
    });
    (await materialize([asset], { io, resources: { rates }, run: { id: "r" } })).orThrow();
    expect(await io.load(asset)).toEqual([1, "r"]);
  });
});
