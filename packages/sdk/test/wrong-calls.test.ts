import {
  defineAsset,
  defineSource,
  fromEnv,
  type IOManager,
  int64,
  materialize,
  memoryIO,
  string,
  table,
  value,
} from "@sluice/sdk";
import { describe, expect, test } from "vitest";

// Programs in JavaScript, and those that take their options from elsewhere, call what no type allows.
const orders = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), region: string() }),
  partitions: { region: value("region") },
});
const rows = [{ id: 1n, region: "eu" }];

type Name = Exclude<keyof IOManager, symbol>;
type Call = (io: IOManager, asset: unknown, options: unknown) => unknown;

const untyped = (io: IOManager) => io as unknown as Record<Name, (...given: unknown[]) => unknown>;
const ofAsset = (name: Name): [Name, Call] => [name, (io, ...given) => untyped(io)[name](...given)];
const looped = (name: Name): [Name, Call] => [
  name,
  async (io, ...given) => {
    for await (const _ of untyped(io)[name](...given) as AsyncIterable<unknown>);
  },
];

const ofAssets: Readonly<Record<string, Call>> = Object.fromEntries([
  ["store", (io, asset, options) => untyped(io).store(asset, rows, options)],
  ...(["plan", "load", "loadEach", "files", "partitions", "snapshots"] as const).map(ofAsset),
  ...(["delete", "rollback", "state", "compact", "sweep", "maintain", "republish"] as const).map(ofAsset),
  looped("stream"),
  looped("batches"),
]);
const ofAll: Readonly<Record<string, Call>> = {
  sweepRuns: (io, _, options) => untyped(io).sweepRuns(options),
  assets: (io, _, options) => untyped(io).assets(options),
  check: (io, _, options) => untyped(io).check(options),
  query: (io, _, options) => untyped(io).query("SELECT 1", options),
};

async function failure(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(Object.entries(ofAssets))("io.%s", (name, call) => {
  test.each([[undefined], [null], ["sales/orders"], [{}], [{ description: {} }]])("of %o", async (asset) => {
    const error = await failure(() => call(memoryIO(), asset, {}));
    expect(error).toMatchObject({
      code: "ASSET_INVALID",
      message: expect.stringContaining(`io.${name} was given no asset`),
    });
  });
});

describe.each(Object.entries({ ...ofAssets, ...ofAll }))("io.%s", (name, call) => {
  test.each([[null], ["all"], [7], [[]]])("with the options %o", async (options) => {
    const error = await failure(() => call(memoryIO(), orders, options));
    expect(error).toMatchObject({
      code: "CONFIGURATION_INVALID",
      message: expect.stringContaining(`io.${name} takes its options as an object`),
    });
  });

  test("with an option that there is not", async () => {
    const error = await failure(() => call(memoryIO(), orders, { dryRun: true }));
    expect(error).toMatchObject({
      code: "CONFIGURATION_INVALID",
      details: { option: "dryRun" },
      message: expect.stringContaining(`io.${name} has no option "dryRun"`),
    });
  });
});

const { state: _, ...withSignal } = ofAssets;

test.each(Object.entries({ ...withSignal, ...ofAll }))(
  "io.%s with a signal that is none",
  async (_, call) => {
    const error = await failure(() => call(memoryIO(), orders, { signal: {} }));
    expect(error).toMatchObject({ code: "CONFIGURATION_INVALID", details: { option: "signal" } });
  },
);

test.each([
  ["store", { split: "yes" }, "split"],
  ["store", { split: true, extra: "drop" }, "extra"],
  ["load", { columns: "id" }, "columns"],
  ["load", { columns: [1] }, "columns"],
  ["load", { where: "id = 1" }, "where"],
  ["load", { missing: "ignore" }, "missing"],
  ["load", { verify: "checksum" }, "verify"],
  ["files", { columns: ["id"] }, "columns"],
  ["sweep", { plan: "no" }, "plan"],
  ["sweep", { force: 1 }, "force"],
  ["maintain", { optimize: "yes" }, "optimize"],
  ["maintain", { expireSnapshots: { olderThan: 1 } }, "expireSnapshots"],
] as const)("io.%s with %o is refused", async (name, options, option) => {
  const error = await failure(() => ofAssets[name](memoryIO(), orders, options));
  expect(error).toMatchObject({ code: "CONFIGURATION_INVALID", details: { option } });
});

test("an audit is declared missing: rows are not published unaudited", async () => {
  const io = memoryIO();
  const error = await failure(() => ofAssets.store(io, orders, { split: true, audit: () => {} }));
  expect(error).toMatchObject({ code: "CAPABILITY_MISSING", details: { capability: "audit" } });
  expect(await io.assets()).toEqual([]);
});

test("an option close to one that there is names it", async () => {
  const error = await failure(() => ofAssets.store(memoryIO(), orders, { spilt: true }));
  expect(error).toMatchObject({ message: expect.stringContaining("Perhaps split.") });
});

test.each([
  ["no options", undefined],
  ["no io manager", {}],
  ["an option that there is not", { io: memoryIO(), parallel: 2 }],
  ["a listener that is none", { io: memoryIO(), on: {} }],
  ["a signal that is none", { io: memoryIO(), signal: true }],
])("materialize with %s is refused", async (_, options) => {
  const error = await failure(() => materialize([orders], options as never));
  expect(error).toMatchObject({ code: "CONFIGURATION_INVALID" });
});

test.each([[orders], [undefined], [[undefined]], [["sales/orders"]]])("materialize of %o", async (assets) => {
  const error = await failure(() => materialize(assets as never, { io: memoryIO() }));
  expect(error).toMatchObject({ code: "ASSET_INVALID", message: expect.stringContaining("list of assets") });
});

test.each([
  ["an asset of nothing", () => defineAsset(undefined as never)],
  ["an asset with a property that there is not", () => defineAsset({ ...rawOrders, partition: {} } as never)],
  ["a source of nothing", () => defineSource(null as never)],
  [
    "a source with a property that there is not",
    () => defineSource({ ...rawOrders, mode: "append" } as never),
  ],
  ["a table without columns", () => table(undefined as never)],
  ["a column that is a text", () => table({ id: "int64" } as never)],
  ["a column that is null", () => table({ id: null } as never)],
])("%s cannot be defined", async (_, define) => {
  expect(await failure(define)).toMatchObject({ code: "ASSET_INVALID" });
});

const rawOrders = { key: "sales/orders", type: table({ id: int64() }) };

test("a listener that is no function", async () => {
  const error = await failure(() => untyped(memoryIO()).on("stored"));
  expect(error).toMatchObject({ code: "CONFIGURATION_INVALID" });
});

test.each([[{}], [{ SLUICE_TARGET: "trino" }]])(
  "fromEnv of no targets, where the environment is %o",
  async (env) => {
    const error = await failure(() => fromEnv(undefined as never, env));
    expect(error).toMatchObject({
      code: "CONFIGURATION_INVALID",
      message: expect.stringContaining("no targets"),
    });
  },
);
