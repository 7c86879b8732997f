import {
  allPartitions,
  daily,
  defineAsset,
  defineSource,
  type IOManager,
  int64,
  json,
  lazy,
  type SqlStatement,
  sql,
  sqlAsset,
  stream,
  string,
  table,
  timestamp,
} from "@sluice/sdk";

declare const io: IOManager;

type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
const same = <_ extends true>(): void => {};

const nation = defineSource({
  key: "nation",
  type: table({ nationkey: int64(), name: string({ nullable: true }) }),
  on: {},
});
interface Nation {
  nationkey: bigint;
  name: string | null;
}

export async function reads(): Promise<void> {
  const [row] = await io.load(nation, { where: { nationkey: { gt: 3 } }, maxRows: 10 });
  const first: Nation | undefined = row;
  first?.name?.length;
  const rows: Nation[] = await io.load(nation);
  for await (const { name } of io.stream(nation, { columns: ["name"] })) name?.length;
  for await (const batch of io.batches(nation)) batch.numRows + rows.length;
  await io.query(sql`SELECT * FROM ${nation}`);
  // @ts-expect-error a column that is not there
  await io.load(nation, { columns: ["nam"] });
  // @ts-expect-error a value of another type
  await io.load(nation, { where: { name: 5 } });
  // @ts-expect-error a source is never stored
  await io.store(nation, []);
  // @ts-expect-error nor planned
  await io.plan(nation);
  // @ts-expect-error it has no files
  await io.files(nation);
  // @ts-expect-error and no snapshots
  await io.snapshots(nation);
}

// @ts-expect-error a source is a table
defineSource({ key: "value", type: json(), on: {} });

const orders = defineAsset({
  key: "orders",
  type: table({ id: int64(), placed: timestamp(3) }),
  partitions: { day: daily("placed") },
});

export const computed = defineAsset({
  key: "computed",
  type: table({ count: int64() }),
  deps: { nation, later: lazy(nation), group: { slowly: stream(nation) } },
  async compute({ deps }) {
    const rows: readonly Nation[] = deps.nation;
    const later: readonly Nation[] = await deps.later.load();
    for await (const { nationkey } of deps.group.slowly) nationkey + 1n;
    return [{ count: rows.length + later.length }];
  },
});

export const inSql = sqlAsset({
  key: "in_sql",
  type: table({ id: int64(), placed: timestamp(3) }),
  partitions: { day: daily("placed") },
  deps: { orders, all: allPartitions(orders), group: { nation } },
  sql({ deps, partition }) {
    same<Same<typeof deps.orders, SqlStatement>>();
    same<Same<typeof deps.group.nation, SqlStatement>>();
    same<Same<typeof partition, { readonly day: string }>>();
    // @ts-expect-error no such input
    deps.none;
    return sql`SELECT o.* FROM ${deps.orders} AS o, ${deps.all} AS a, ${deps.group.nation} AS n`;
  },
});

export async function stores(): Promise<void> {
  await io.store(inSql, sql`SELECT 1`, { partition: "2024-05-01" });
  const [row] = await io.load(inSql);
  row?.placed.getTime();
}

sqlAsset({
  key: "rows",
  type: table({ id: int64() }),
  // @ts-expect-error a query, not rows
  sql: () => [{ id: 1 }],
});
sqlAsset({
  key: "partitioned",
  type: table({ id: int64() }),
  // @ts-expect-error no such column
  partitions: { day: daily("placed") },
  sql: () => sql`SELECT 1 AS id`,
});
