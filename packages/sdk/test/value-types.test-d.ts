import {
  type AnyAsset,
  type Asset,
  type BytesType,
  bytes,
  type Columns,
  daily,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  type JsonType,
  type JsonValue,
  json,
  type ObjectType,
  object,
  sql,
  string,
  table,
  type ValueType,
  value,
} from "@sluice/sdk";
import type { SqlStatement, ValueHandler } from "@sluice/sdk/plugin";

declare const io: IOManager;

type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
const same = <_ extends true>(): void => {};

interface Model {
  readonly weights: Float64Array;
  readonly labels: Map<string, number>;
}
class Chart {
  readonly marks: number[] = [];
}
const chart = (): ValueType<Chart, Chart | string> => ({ family: "chart" });

const settings = defineAsset({ key: "settings", type: json() });
const logo = defineAsset({ key: "logo", type: bytes() });
const model = defineAsset({ key: "model", type: object<Model>() });
const models = defineAsset({ key: "models", type: object<Model>(), partitions: { day: given(date()) } });
const grid = defineAsset({
  key: "grid",
  type: json(),
  partitions: { day: given(date()), region: given(string()) },
  mode: "replace",
});
const picture = defineAsset({ key: "picture", type: chart() });
const rows = defineAsset({ key: "rows", type: table({ id: int64(), note: json({ nullable: true }) }) });

export async function infers(): Promise<void> {
  same<Same<typeof settings, Asset<JsonType, never>>>();
  same<Same<typeof logo, Asset<BytesType, never>>>();
  same<Same<typeof models, Asset<ObjectType<Model>, "day">>>();
  const setting = await io.load(settings);
  same<Same<typeof setting, NonNullable<JsonValue>>>();
  const image = await io.load(logo, { verify: true, onCorrupt: "previous" });
  same<Same<typeof image, Uint8Array>>();
  const one = await io.load(models, { partition: "2024-05-01" });
  same<Same<typeof one, Model>>();
  const each = await io.loadEach(models, {
    partition: ["2024-05-01"],
    missing: "skip",
    onCorrupt: "previous",
  });
  same<Same<typeof each, Map<string | null, Model>>>();
  const drawn = await io.load(picture);
  same<Same<typeof drawn, Chart>>();
  const [row] = await io.load(rows, { onCorrupt: "previous" });
  same<Same<NonNullable<typeof row>["note"], string | null>>();
}

export async function mustCompile(weights: Float64Array, stream: AsyncIterable<Uint8Array>): Promise<void> {
  await io.store(settings, { retries: 3, hosts: ["a", null], nested: { on: true } }, { idempotencyKey: "k" });
  await io.store(settings, "text", { ifSnapshot: 1, metadata: { run: 1 } });
  await io.store(logo, Buffer.from("a"));
  await io.store(logo, stream);
  await io.store(model, { weights, labels: new Map() });
  await io.store(models, { weights, labels: new Map([["a", 1]]) }, { partition: "2024-05-01" });
  await io.store(grid, [1], { partition: { day: "2024-05-01", region: null } });
  await io.store(picture, "a text that its handler takes");
  await io.store(rows, [{ id: 1, note: '{"a":1}' }]);
  const loose = defineAsset({ key: "loose", type: object() });
  await io.store(loose, new Map());
  for (const asset of [settings, logo, models, rows]) await io.rollback(asset, { to: 1 });
  await io.files(models, { partition: "2024-05-01" });
  for (const { partition } of await io.partitions(models)) partition.day;
}

/** Functions over any table, and over any asset. */
export function isTaken(plain: Asset, whatever: AnyAsset): SqlStatement {
  isTaken(rows, settings);
  isTaken(rows, plain);
  void io.snapshots(whatever);
  return sql`SELECT * FROM ${plain}`;
}
export async function copies<C extends Columns>(from: Asset<C, never>): Promise<number> {
  return (await io.load(from)).length;
}

export async function mustNotCompile(weights: Float64Array): Promise<void> {
  // @ts-expect-error undefined is no JSON
  await io.store(settings, { a: undefined });
  // @ts-expect-error a Date is no JSON
  await io.store(settings, { at: new Date() });
  // @ts-expect-error a bigint is no JSON
  await io.store(settings, [1n]);
  // @ts-expect-error null alone is no value
  await io.store(settings, null);
  // @ts-expect-error a text for bytes
  await io.store(logo, "text");
  const texts = (async function* () {
    yield "text";
  })();
  // @ts-expect-error a stream of texts for bytes
  await io.store(logo, texts);
  // @ts-expect-error a property left out of an object
  await io.store(model, { weights });
  // @ts-expect-error a property too many
  await io.store(model, { weights, labels: new Map(), more: 1 });
  // @ts-expect-error rows for a value
  await io.store(model, [{ weights, labels: new Map() }]);
  // @ts-expect-error undefined for a value
  await io.store(model, undefined);
  // @ts-expect-error a wrong value of a plugin's family
  await io.store(picture, 5);
  // @ts-expect-error no partition for a partitioned value
  await io.store(models, { weights, labels: new Map() });
  // @ts-expect-error a partition for a value without any
  await io.store(logo, Buffer.from("a"), { partition: "2024-05-01" });
  // @ts-expect-error one value for two dimensions
  await io.store(grid, 1, { partition: "2024-05-01" });
  // @ts-expect-error no split of a value
  await io.store(models, { weights, labels: new Map() }, { split: true });
  // @ts-expect-error nothing is appended to a value
  await io.store(settings, 1, { mode: "append" });
  // @ts-expect-error no columns of a value
  await io.load(settings, { columns: ["a"] });
  // @ts-expect-error no rows of a value
  io.stream(settings);
  // @ts-expect-error no batches of a value
  io.batches(logo);
  // @ts-expect-error no value in SQL
  sql`SELECT * FROM ${settings}`;
  // @ts-expect-error recovery is for what is loaded whole
  io.stream(rows, { onCorrupt: "previous" });
  // @ts-expect-error a value is in no partition by itself
  defineAsset({ key: "a", type: json(), partitions: { day: daily("at") } });
  // @ts-expect-error a value has no column to be divided by
  defineAsset({ key: "a", type: bytes(), partitions: { region: value("region") } });
  // @ts-expect-error a value has no key
  defineAsset({ key: "a", type: object(), primaryKey: ["id"] });
  // @ts-expect-error nothing is appended to a value
  defineAsset({ key: "a", type: json(), mode: "append" });
  // @ts-expect-error a column that is no asset by itself
  defineAsset({ key: "a", type: string() });
  // @ts-expect-error nor is a table's definition without one
  defineAsset({ key: "a", type: { id: int64() } });
  // @ts-expect-error null is no object
  object<null>();
  // @ts-expect-error a handler of other values
  const handler: ValueHandler<number> = { ...({} as ValueHandler<string>), decode: async () => "text" };
  void handler;
}
