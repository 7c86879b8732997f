import {
  daily,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  type Row,
  type RowInput,
  sql,
  string,
  table,
  timestamp,
} from "@sluice/sdk";

declare const io: IOManager;

type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
const same = <_ extends true>(): void => {};

const type = table({
  id: int64({ as: "number" }),
  name: string({ nullable: true }),
  at: timestamp(3),
  exact: timestamp(6),
  shown: timestamp(9, { as: "date" }),
  on: date({ nullable: true }),
});
const plain = defineAsset({ key: "plain", type });
const days = defineAsset({ key: "days", type, partitions: { day: daily("at") } });
const parts = defineAsset({ key: "parts", type, partitions: { day: daily("at"), loaded: given(date()) } });
type Columns = (typeof type)["columns"];

export async function infers(): Promise<void> {
  same<Same<Row<Columns>["id"], number>>();
  same<Same<Row<Columns>["name"], string | null>>();
  same<Same<Row<Columns>["at"], Date>>();
  same<Same<Row<Columns>["exact"], string>>();
  same<Same<Row<Columns>["shown"], Date>>();
  same<Same<Row<Columns>["on"], string | null>>();
  same<Same<RowInput<Columns>["id"], number | bigint>>();
  same<Same<RowInput<Columns>["exact"], string | Date>>();
  same<Same<RowInput<Columns>["name"], string | null | undefined>>();
  same<Same<keyof RowInput<Columns>, "id" | "name" | "at" | "exact" | "shown" | "on">>();
  const some = await io.load(plain, { columns: ["name", "id"] });
  same<Same<(typeof some)[number], Pick<Row<Columns>, "name" | "id">>>();
  const asked = await io.query(sql`SELECT 1`, { as: type });
  same<Same<(typeof asked)[number]["shown"], Date>>();
  const [file] = await io.files(parts);
  same<Same<keyof NonNullable<typeof file>["partition"], "day" | "loaded">>();
  await io.load(parts, { partition: { day: ["2024-05-01", null], loaded: { to: new Date() } } });
  await io.load(plain, { partition: undefined });
  await io.store(plain, [], { mode: "upsert" });
  await io.delete(plain, { where: { id: { in: [1, 2n] }, name: null }, idempotencyKey: "k" });
  const then = await io.load(plain, { at: { id: 7n }, columns: ["id"] });
  same<Same<(typeof then)[number], Pick<Row<Columns>, "id">>>();
  await io.load(plain, { at: { time: new Date() } });
  const [change] = await io.snapshots(days, { of: "table" });
  same<Same<NonNullable<typeof change>["id"], string>>();
  const [snapshot] = await io.snapshots(days, { partition: "2024-05-01" });
  same<Same<NonNullable<typeof snapshot>["snapshot"], number>>();
}

export async function mustNotCompile(): Promise<void> {
  const row = { id: 1, at: new Date(), exact: "2024-05-01", shown: new Date() };
  // @ts-expect-error a number for a text, in an array
  await io.store(plain, [{ ...row, name: 5 }]);
  // @ts-expect-error one row of several is wrong
  await io.store(plain, [row, { ...row, on: 20_240_501 }]);
  // @ts-expect-error a property that is no column
  await io.store(plain, [{ ...row, nmae: "a" }]);
  const lacking = (function* () {
    yield { id: 1 };
  })();
  // @ts-expect-error rows that lack a column, from a generator
  await io.store(plain, lacking);
  // @ts-expect-error null is no table
  await io.store(plain, null);
  // @ts-expect-error an id of a table's snapshot that may have lost digits
  await io.load(plain, { at: { id: 7 } });
  // @ts-expect-error a state of the table that is none
  await io.load(plain, { at: { brnach: "main" } });
  // @ts-expect-error partitions of the table's own history
  await io.snapshots(days, { of: "table", partition: "2024-05-01" });
  // @ts-expect-error a partition of an asset without any, in a load
  await io.load(plain, { partition: "2024-05-01" });
  // @ts-expect-error a dimension that is not there, in a load
  await io.load(parts, { partition: { dya: "2024-05-01" } });
  // @ts-expect-error one value for two dimensions, in a load
  await io.load(parts, { partition: "2024-05-01" });
  // @ts-expect-error a dimension left out of a store
  await io.store(parts, [row], { partition: { day: "2024-05-01" } });
  // @ts-expect-error replacing everything by one partition
  await io.store(days, [row], { partition: "2024-05-01", replace: "all" });
  // @ts-expect-error a partition beside a split
  await io.store(days, [row], { split: true, partition: { day: "2024-05-01" } });
  // @ts-expect-error a split that is none
  await io.store(days, [row], { split: false });
  // @ts-expect-error a column that is not asked for
  for await (const each of io.stream(plain, { columns: ["id"] })) each.name;
  // @ts-expect-error a delete without conditions
  await io.delete(plain, {});
  // @ts-expect-error a delete by a column that is not there
  await io.delete(plain, { where: { nmae: "a" } });
  // @ts-expect-error a delete by a value of another type
  await io.delete(plain, { where: { id: "1" } });
  // @ts-expect-error "as" of another type
  int64({ as: "date" });
  // @ts-expect-error a precision that is not there
  timestamp(4);
}
