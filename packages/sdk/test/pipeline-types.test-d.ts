import {
  type AssetFile,
  allPartitions,
  daily,
  date,
  decimal,
  defineAsset,
  files,
  given,
  type IOManager,
  int64,
  json,
  lazy,
  mapPartition,
  materialize,
  monthly,
  object,
  previous,
  result,
  stream,
  string,
  table,
  timestamp,
  value,
} from "@sluice/sdk";

declare const io: IOManager;

type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
const same = <_ extends true>(): void => {};

declare module "@sluice/sdk" {
  interface Resources {
    readonly rates?: ReadonlyMap<string, number>;
  }
}

const orders = defineAsset({
  key: "sales/orders",
  type: table({ id: int64(), total: decimal(12, 2), placed: timestamp(3), note: string({ nullable: true }) }),
  partitions: { day: daily("placed") },
});
const nation = defineAsset({ key: "nation", type: table({ id: int64({ as: "number" }), name: string() }) });
const settings = defineAsset({ key: "settings", type: json() });
const models = defineAsset({
  key: "models",
  type: object<{ weights: number[] }>(),
  partitions: { day: given(date()) },
});
const monthlyModels = defineAsset({
  key: "monthly",
  type: object<Set<string>>(),
  partitions: { month: given(string()) },
});
type Order = {
  readonly id: bigint;
  readonly total: string;
  readonly placed: Date;
  readonly note: string | null;
};
type Nation = { readonly id: number; readonly name: string };

export const revenue = defineAsset({
  key: "sales/revenue",
  type: table({ nation: string(), total: decimal(38, 2), orders: int64() }),
  partitions: { day: given(date()) },
  deps: {
    orders,
    settings,
    models,
    nation: lazy(nation),
    week: lazy(previous(orders, 7)),
    models7: previous(models, 7),
    each: stream(allPartitions(orders)),
    paths: files(orders),
    month: mapPartition(monthlyModels, ({ day }: { day: string }) => ({ month: day.slice(0, 7) })),
    months: mapPartition(monthlyModels, ({ day = "" }) => [day.slice(0, 7)]),
    sales: stream({ orders, inner: { nation } }),
    every: monthlyModels,
  },
  after: [settings],
  io: "warehouse",
  codeVersion: "3",
  async compute({ deps, partition, signal, resources, run }) {
    same<Same<(typeof deps.orders)[number], Order>>();
    same<Same<typeof deps.models, { weights: number[] }>>();
    same<Same<typeof deps.models7, ReadonlyMap<string | null, { weights: number[] }>>>();
    same<Same<Awaited<ReturnType<typeof deps.nation.load>>, Nation[]>>();
    same<Same<Awaited<ReturnType<typeof deps.week.load>>[number], Order>>();
    same<Same<typeof deps.each, AsyncIterable<Order>>>();
    same<Same<typeof deps.paths, readonly AssetFile<"day">[]>>();
    same<Same<typeof deps.month, Set<string>>>();
    same<Same<typeof deps.months, ReadonlyMap<string | null, Set<string>>>>();
    same<Same<typeof deps.every, ReadonlyMap<string | null, Set<string>>>>();
    same<Same<typeof deps.sales.orders, AsyncIterable<Order>>>();
    same<Same<typeof deps.sales.inner.nation, AsyncIterable<Nation>>>();
    same<Same<typeof partition, { readonly day: string }>>();
    same<Same<typeof signal, AbortSignal>>();
    same<Same<typeof run.id, string>>();
    same<Same<typeof resources.rates, ReadonlyMap<string, number> | undefined>>();
    // @ts-expect-error a misspelt input
    deps.ordres;
    // @ts-expect-error a column that is not there
    deps.orders[0]?.totla;
    // @ts-expect-error a lazy value is no promise
    deps.nation.then;
    // @ts-expect-error a misspelt dimension
    partition.dya;
    return result([{ nation: deps.settings === 1 ? "a" : "b", total: "1.00", orders: 1 }], {
      metadata: { source: "orders" },
    });
  },
});

// Every form that store takes.
const type = table({ id: int64() });
defineAsset({ key: "a", type, compute: () => [{ id: 1 }] });
defineAsset({ key: "a", type, compute: async () => ({ id: [1, 2] }) });
defineAsset({
  key: "a",
  type,
  deps: { orders: stream(orders) },
  async *compute({ deps }) {
    for await (const { id } of deps.orders) yield { id };
  },
});
defineAsset({ key: "a", type: json(), deps: { settings }, compute: ({ deps }) => ({ was: deps.settings }) });
defineAsset({ key: "a", type: object<Set<string>>(), compute: () => new Set<string>(), scope: "run" });
defineAsset({
  key: "a",
  type,
  deps: { again: orders },
  compute: ({ deps }) => deps.again.map(({ id }) => ({ id })),
});

// @ts-expect-error a text for an int64
defineAsset({ key: "a", type, compute: () => [{ id: "1" }] });
// @ts-expect-error a column that is not there
defineAsset({ key: "a", type, compute: () => [{ idd: 1 }] });
// @ts-expect-error nothing
defineAsset({ key: "a", type, compute: async () => {} });
// @ts-expect-error rows that lack a column, in a result
defineAsset({ key: "a", type, compute: () => result([{}], { metadata: {} }) });
// @ts-expect-error metadata that the log would lose
defineAsset({ key: "a", type, compute: () => result([{ id: 1 }], { metadata: { at: new Date() } }) });
// @ts-expect-error no asset
defineAsset({ key: "a", type, deps: { orders: "sales/orders" }, compute: () => [] });
// @ts-expect-error a list of inputs
defineAsset({ key: "a", type, deps: [orders], compute: () => [] });
// @ts-expect-error no scope
defineAsset({ key: "a", type, scope: "session" });
// @ts-expect-error another dimension than the asset has
mapPartition(monthlyModels, ({ day = "" }) => ({ mnoth: day }));
// @ts-expect-error an asset without partitions
mapPartition(nation, ({ day = "" }) => ({ day }));

export async function mustCompile(): Promise<void> {
  const grid = defineAsset({
    key: "grid",
    type: table({ region: string(), at: timestamp(3) }),
    partitions: { region: value("region"), month: monthly("at") },
    compute: () => [],
  });
  await materialize([revenue, orders, grid, nation], {
    io: { default: io, warehouse: io },
    partitions: { day: { from: "2024-05-01", to: "2024-05-07" }, region: ["EU", "US"], month: "2024-05" },
  });
  const report = await materialize([nation], { io, run: { id: "r" } });
  if (!report.ok) report.orThrow();
  // @ts-expect-error a misspelt dimension
  await materialize([revenue, grid], { io, partitions: { dya: "2024-05-01" } });
  // @ts-expect-error no io manager for the rest
  await materialize([revenue], { io: { warehouse: io } });
  // @ts-expect-error a status that is not there
  report.tasks.filter(({ status }) => status === "done");
}
