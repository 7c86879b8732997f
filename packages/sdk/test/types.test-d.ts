import {
  daily,
  date,
  decimal,
  defineAsset,
  given,
  type IOManager,
  int64,
  list,
  map,
  sql,
  string,
  struct,
  table,
  timestamp,
  value,
  weekly,
} from "@sluice/sdk";

declare const io: IOManager;

const orders = defineAsset({
  key: "sales/orders",
  type: table({
    id: int64(),
    customer: string({ nullable: true }),
    total: decimal(12, 2),
    placed: timestamp(3),
  }),
  partitions: { day: daily("placed") },
  primaryKey: ["id"],
});
const plain = defineAsset({
  key: "plain",
  type: table({ id: int64({ as: "number" }), exact: timestamp(6), on: date({ nullable: true }) }),
});
const grid = defineAsset({
  key: "grid",
  type: table({ region: string(), n: int64() }),
  partitions: { area: value("region"), loaded: given(date()) },
});

const nested = defineAsset({
  key: "nested",
  type: table({
    tags: list(string({ nullable: true })),
    prices: map(date(), decimal(9, 2), { nullable: true }),
    place: struct({
      id: int64({ as: "number" }),
      at: list(struct({ x: int64() })),
      note: string({ nullable: true }),
    }),
  }),
});

export async function nestedMustCompile(): Promise<unknown> {
  const place = { id: 1, at: [{ x: 1n }, { x: 2 }] };
  await io.store(nested, [{ tags: ["a", null], prices: new Map([["2024-05-01", "1.00"]]), place }]);
  await io.store(nested, [{ tags: [], place: { ...place, note: null } }]);
  const [row] = await io.load(nested);
  const types: [
    (string | null)[] | undefined,
    Map<string, string> | null | undefined,
    { id: number; at: { x: bigint }[]; note: string | null } | undefined,
  ] = [row?.tags, row?.prices, row?.place];
  // @ts-expect-error a number is no text
  await io.store(nested, [{ tags: [1], place }]);
  // @ts-expect-error an object is no Map
  await io.store(nested, [{ tags: [], prices: { a: "1.00" }, place }]);
  // @ts-expect-error a null where none can be
  await io.store(nested, [{ tags: [], place: { id: null, at: [] } }]);
  // @ts-expect-error a field is missing
  await io.store(nested, [{ tags: [], place: { id: 1 } }]);
  // @ts-expect-error a text for an integer, deep inside
  await io.store(nested, [{ tags: [], place: { id: 1, at: [{ x: "1" }] } }]);
  // @ts-expect-error a field too many
  await io.store(nested, [{ tags: [], place: { id: 1, at: [], nope: 1 } }]);
  return types;
}

export async function mustCompile(): Promise<unknown[]> {
  const row = { id: 1, total: "9.50", placed: new Date() };
  await io.store(orders, [row], { partition: "2024-05-01" });
  await io.store(orders, [{ ...row, id: 1n, customer: null }], { partition: { day: "2024-05-01" } });
  await io.store(orders, [{ ...row, placed: "2024-05-01" }], { split: true, mode: "append" });
  await io.store(orders, { id: [1n], total: ["1.00"], placed: [new Date()] }, { split: true });
  await io.store(plain, [{ id: 1, exact: "2024-05-01" }]);
  await io.store(grid, [{ region: "EU", n: 1 }], { partition: { area: "EU", loaded: "2024-05-01" } });
  const [first] = await io.load(orders, { partition: { day: { from: "2024-05-01" } } });
  const [some] = await io.load(orders, { columns: ["total", "id"], partition: ["2024-05-01", null] });
  await io.load(orders, { where: { total: { gt: "100.00" }, customer: null, id: { in: [1, 2n] } } });
  await io.load(orders, { columns: ["id"], where: { placed: { lt: new Date(), isNull: false } } });
  await io.load(nested, { where: { prices: { isNull: true } } });
  // @ts-expect-error a number for a decimal
  await io.load(orders, { where: { total: { gt: 100 } } });
  // @ts-expect-error no such column
  await io.load(orders, { where: { totla: "100.00" } });
  // @ts-expect-error no such comparison
  await io.load(orders, { where: { total: { greater: "100.00" } } });
  const [other] = await io.load(plain);
  const [asked] = await io.query(sql`SELECT 1 AS n FROM ${orders}`, { as: table({ n: int64() }) });
  const loose = await io.query(sql`SELECT ${1} AS n`);
  const types: [
    bigint | undefined,
    string | null | undefined,
    string | undefined,
    Date | undefined,
    string | undefined,
    number | undefined,
    string | undefined,
    string | null | undefined,
    bigint | undefined,
    unknown,
  ] = [
    first?.id,
    first?.customer,
    first?.total,
    first?.placed,
    some?.total,
    other?.id,
    other?.exact,
    other?.on,
    asked?.n,
    loose[0]?.n,
  ];
  for await (const each of io.stream(orders, { columns: ["id"] })) types.push(each.id);
  for (const each of await io.partitions(orders)) types.push(each.partition.day);
  const { partitions } = await io.plan(orders, { partition: "2024-05-01" });
  if (typeof partitions !== "string") for (const each of partitions) types.push(each.day);
  return types;
}

export const rules = [
  defineAsset({
    key: "a",
    type: orders.type,
    partitions: { day: daily("placed", { zone: "Asia/Kolkata", start: "2024-01-01" }) },
  }),
  defineAsset({
    key: "a",
    type: orders.type,
    partitions: { week: weekly("placed", { weekStart: "sunday" }) },
  }),
  defineAsset({
    key: "a",
    type: orders.type,
    partitions: { customer: value("customer", { values: ["x", null] }) },
  }),
  // @ts-expect-error a misspelt source, with options
  defineAsset({ key: "a", type: orders.type, partitions: { day: daily("plcaed", { zone: "UTC" }) } }),
  // @ts-expect-error days have no first day of the week
  daily("placed", { weekStart: "sunday" }),
  // @ts-expect-error no day of the week
  weekly("placed", { weekStart: "sun" }),
  // @ts-expect-error values have no zone
  value("customer", { zone: "UTC" }),
];

export async function mustNotCompile(): Promise<void> {
  const row = { id: 1, total: "9.50", placed: new Date() };
  // @ts-expect-error a misspelt partition source
  defineAsset({ key: "a", type: table({ placed: timestamp(3) }), partitions: { day: daily("plcaed") } });
  // @ts-expect-error a misspelt primary key
  defineAsset({ key: "a", type: table({ id: int64() }), primaryKey: ["di"] });
  // @ts-expect-error a schemaEvolution that is not there
  defineAsset({ key: "a", type: table({ id: int64() }), schemaEvolution: "lenient" });
  // @ts-expect-error a plan takes the options of a store
  await io.plan(orders);
  // @ts-expect-error no partition for a partitioned asset
  await io.store(orders, [row]);
  // @ts-expect-error a partition for an asset without any
  await io.store(plain, [{ id: 1, exact: "2024-05-01" }], { partition: "2024-05-01" });
  // @ts-expect-error a partition dimension that is not there
  await io.store(orders, [row], { partition: { dya: "2024-05-01" } });
  // @ts-expect-error one value for two dimensions
  await io.store(grid, [{ region: "EU", n: 1 }], { partition: "EU" });
  // @ts-expect-error both one partition and a split
  await io.store(orders, [row], { partition: "2024-05-01", split: true });
  // @ts-expect-error a number for a decimal
  await io.store(orders, [{ ...row, total: 9.5 }], { split: true });
  // @ts-expect-error a text for an int64
  await io.store(orders, [{ ...row, id: "1" }], { split: true });
  // @ts-expect-error null in a required column
  await io.store(orders, [{ ...row, id: null }], { split: true });
  // @ts-expect-error a required column left out
  await io.store(orders, [{ id: 1, placed: new Date() }], { split: true });
  // @ts-expect-error an unknown column
  await io.load(orders, { columns: ["nope"] });
  const [some] = await io.load(orders, { columns: ["id"] });
  // @ts-expect-error a column that was not asked for
  some?.total;
  // @ts-expect-error a mode that is not there
  await io.store(plain, [], { mode: "merge" });
  // @ts-expect-error no value for SQL
  sql`SELECT ${{ a: 1 }}`;
}
