import {
  type AnyAsset,
  type Asset,
  allPartitions,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  type JsonType,
  json,
  materialize,
  memoryIO,
  previous,
  table,
} from "@sluice/sdk";
import { beforeEach, describe, expect, it } from "vitest";

const partitions = { day: given(date()) };
const source = defineAsset({ key: "source", type: json(), partitions });
const settings = defineAsset({ key: "settings", type: json() });
const days = { day: { from: "2024-05-02", to: "2024-05-04" } };

interface Version {
  readonly codeVersion?: string;
  readonly deps?: AnyAsset;
}

function target({ codeVersion = "1", deps = settings }: Version = {}): Asset<JsonType, "day"> {
  return defineAsset({
    key: "target",
    type: json(),
    partitions,
    deps: { source, before: previous(source, 1), settings: deps },
    codeVersion,
    compute: ({ deps }) => [deps.source, ...deps.before.values()],
  });
}

let io: IOManager;
beforeEach(async () => {
  io = memoryIO();
  for (const day of ["2024-05-01", "2024-05-02", "2024-05-03", "2024-05-04"]) {
    await io.store(source, day, { partition: day });
  }
  await io.store(settings, 1);
  (await materialize([target()], { io, partitions: days })).orThrow();
});

/** The days that were computed. */
async function computed(asset: Asset<JsonType, "day"> = target()): Promise<(string | undefined)[]> {
  const report = await materialize([asset], { io, partitions: days, skip: "up-to-date" });
  report.orThrow();
  return report.tasks
    .filter(({ status }) => status === "stored")
    .map(({ partition }) => partition.day?.slice(-1));
}

describe("up to date is", () => {
  it("what nothing changed", async () => {
    expect(await computed()).toEqual([]);
    expect((await io.snapshots(target())).length).toBe(3);
    const report = await materialize([target()], { io, partitions: days });
    expect(report.counts.stored).toBe(3);
  });

  it("not what another version of the code made", async () => {
    expect(await computed(target({ codeVersion: "2" }))).toEqual(["2", "3", "4"]);
    expect(await computed(target({ codeVersion: "2" }))).toEqual([]);
    expect(await computed(target())).toEqual(["2", "3", "4"]);
  });

  it("not what takes a partition that changed, be it before or beside it", async () => {
    await io.store(source, "again", { partition: "2024-05-02" });
    expect(await computed()).toEqual(["2", "3"]);
    expect(await computed()).toEqual([]);
    await io.store(settings, 2);
    expect(await computed()).toEqual(["2", "3", "4"]);
  });

  it("what takes other partitions than those that changed", async () => {
    await io.store(source, "older", { partition: "2024-04-01" });
    expect(await computed()).toEqual([]);
  });

  it("not what somebody stored by hand, nor what was rolled back", async () => {
    await io.store(target(), "by hand", { partition: "2024-05-03" });
    expect(await computed()).toEqual(["3"]);
    await io.rollback(target(), { to: 4 });
    expect(await computed()).toEqual(["3"]);
  });

  it("not what had other inputs", async () => {
    const others = defineAsset({ key: "others", type: json() });
    await io.store(others, 1);
    expect(await computed(target({ deps: others }))).toEqual(["2", "3", "4"]);
    const fewer = defineAsset({
      key: "target",
      type: json(),
      partitions,
      deps: { source },
      codeVersion: "1",
      compute: ({ deps }) => deps.source,
    });
    expect(await computed(fewer)).toEqual(["2", "3", "4"]);
    expect(await computed(fewer)).toEqual([]);
  });

  it("not what takes a new partition of all", async () => {
    const whole = defineAsset({
      key: "whole",
      type: json(),
      deps: { source: allPartitions(source) },
      compute: ({ deps }) => deps.source.size,
    });
    const counted = async (): Promise<number> =>
      (await materialize([whole], { io, skip: "up-to-date" })).counts.stored;
    expect([await counted(), await counted()]).toEqual([1, 0]);
    await io.store(source, "older", { partition: "2024-04-01" });
    expect([await counted(), await counted()]).toEqual([1, 0]);
    expect(await io.load(whole)).toBe(5);
  });

  it("decided when its turn comes: an input of the same run may change it", async () => {
    const made = defineAsset({ key: "made", type: json(), compute: () => 1 });
    const taker = defineAsset({ key: "taker", type: json(), deps: { made }, compute: () => 1 });
    const run = async (): Promise<number> =>
      (await materialize([taker, made], { io, skip: "up-to-date" })).counts.stored;
    expect([await run(), await run()]).toEqual([2, 0]);
    await io.store(made, 2);
    expect([await run(), await run()]).toEqual([2, 0]);
  });
});

it("an input whose files were merged is the input it was", async () => {
  const numbers = defineAsset({ key: "numbers", type: table({ n: int64() }), mode: "append" });
  const count = defineAsset({
    key: "count",
    type: json(),
    deps: { numbers },
    compute: ({ deps }) => deps.numbers.length,
  });
  for (let n = 0; n < 3; n++) await io.store(numbers, [{ n }]);
  const stored = async (): Promise<number> =>
    (await materialize([count], { io, skip: "up-to-date" })).counts.stored;
  expect(await stored()).toBe(1);
  expect((await io.compact(numbers)).operation).toBe("compact");
  await io.sweep(numbers, { olderThanMillis: 0, force: true });
  expect((await io.snapshots(numbers)).slice(0, 2).map(({ operation }) => operation)).toContain("compact");
  expect(await stored()).toBe(0);
  await io.store(numbers, [{ n: 3 }]);
  expect(await stored()).toBe(1);
  expect(await io.load(count)).toBe(4);
});

it("an input whose files were merged and swept is read as it is now", async () => {
  const numbers = defineAsset({ key: "numbers", type: table({ n: int64() }), mode: "append" });
  const count = defineAsset({
    key: "count",
    type: json(),
    deps: { numbers },
    compute: ({ deps }) => deps.numbers.length,
  });
  for (let n = 0; n < 3; n++) await io.store(numbers, [{ n }]);
  await io.compact(numbers);
  await io.sweep(numbers, { olderThanMillis: 0, force: true });
  const [newest] = await io.snapshots(numbers, { limit: 1 });
  expect(newest?.operation).toBe("sweep");
  (await materialize([count], { io })).orThrow();
  expect(await io.load(count)).toBe(3);
  expect((await io.snapshots(count))[0]?.run?.inputs).toEqual({ numbers: newest?.snapshot });
  expect((await materialize([count], { io, skip: "up-to-date" })).counts.stored).toBe(0);
});
