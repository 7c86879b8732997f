import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  defineAsset,
  type IOManager,
  int64,
  memoryStore,
  string,
  table,
  value,
} from "@sluice/sdk";
import type { ObjectStore, SealedWrite } from "@sluice/sdk/plugin";
import { expect, it } from "vitest";
import { long } from "../../../test/long.js";
import { StoredSnapshotLog } from "../../sdk/src/log/snapshot-log.js";
import { liveLake } from "./live-lake.js";
import { reportLive } from "./live-report.js";

const scale = long ? 10 : 1;
const large = { partitions: 1000 * scale, commits: 2000 * scale, registered: 200 * scale };
const small = { partitions: 100, commits: 100, registered: 100 };
const times = 7;

const lake = liveLake("long_log");
const assetOf = (name: string) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64({ as: "number" }), part: string() }),
    partitions: { part: value("part") },
  });

interface Opened extends AsyncDisposable {
  readonly asset: ReturnType<typeof assetOf>;
  readonly io: IOManager;
  /** Statements that made or swapped the view. */
  readonly views: { readonly sql: string; readonly millis: number }[];
}

/** Data is where Trino reads it; the log, whose objects are many, is in memory. */
function logInMemory(): { store: ObjectStore; memory: ObjectStore } {
  const [memory, data] = [memoryStore(), lake.store()];
  const of = (key: string): ObjectStore => (/\/(data|_floors)\//.test(key) ? data : memory);
  const store: ObjectStore = {
    specVersion: 1,
    name: data.name,
    scheme: data.scheme,
    put: (key, ...rest) => of(key).put(key, ...rest),
    get: (key, ...rest) => of(key).get(key, ...rest),
    head: (key, ...rest) => of(key).head(key, ...rest),
    list: (prefix, ...rest) => of(prefix).list(prefix, ...rest),
    delete: (key, ...rest) => of(key).delete(key, ...rest),
    locate: (key) => data.locate(key),
  };
  return { store, memory };
}

/** A table with a real first store of `registered` partitions, and a log as long as wanted over many more. */
async function open(name: string, size: typeof large): Promise<Opened> {
  const asset = assetOf(name);
  const { store, memory } = logInMemory();
  const openIO = () =>
    createIOManager({ handlers: [parquet({ workers: 0 })], store, catalog: lake.catalog() });
  await using first = openIO();
  const rows = Array.from({ length: size.registered }, (_, id) => ({ id, part: `p${id}` }));
  await first.store(asset, rows, { split: true });
  await lengthen(memory, asset, size);
  const io = openIO();
  const views: Opened["views"] = [];
  io.on((event) => event.type === "statement-run" && / VIEW /.test(event.sql) && views.push(event));
  return { asset, io, views, [Symbol.asyncDispose]: () => io.close() };
}

async function lengthen(
  memory: ObjectStore,
  { key, description }: ReturnType<typeof assetOf>,
  { partitions, commits, registered }: typeof large,
): Promise<void> {
  const log = new StoredSnapshotLog({ asset: key, store: memory });
  const all = Array.from({ length: partitions }, (_, index) => index);
  const others = all.slice(Math.min(registered, partitions - 1));
  for (let number = 2; number <= commits; number++) {
    const some = number === 2 ? others : [others[(number * 7919) % others.length] as number];
    const write: SealedWrite = {
      asset: key,
      write: `w${number}`,
      // Half of them raise floors.
      mode: number % 2 === 0 ? "append" : "replace",
      scope: "named",
      handler: "parquet",
      schema: description.schema,
      partitions: description.partitions,
      added: some.map((each) => ({
        partition: [`p${each}`],
        folder: `${key}/data/part=p${each}/write=${number}`,
        files: [],
      })),
      rows: 0,
      byteLength: 0,
      seal: `${key}/_seals/${number}/0001.json`,
      sawSnapshot: number - 1,
    };
    await log.commit(write);
  }
  // What publishing all of them would have left, but for the registrations themselves.
  for await (const object of memory.list(`${key}/_published/`)) {
    const body = Buffer.from(JSON.stringify({ formatVersion: 1, number: commits }));
    await memory.put(object.key, body, { mode: "overwrite" });
  }
}

interface Measured {
  readonly publish: number[];
  readonly query: number[];
}

async function measure({ asset, io }: Opened, turn: number, into: Measured): Promise<void> {
  const { millis } = await io.store(asset, [{ id: 1000 + turn, part: "p3" }], {
    split: true,
    mode: "append",
  });
  into.publish.push(millis.publish);
  const from = performance.now();
  const relation = `hive.${asset.key.replace("/", ".")}`;
  const { rows } = await lake.client.run(`SELECT count(*) FROM ${relation} WHERE part = 'p3'`);
  into.query.push(performance.now() - from);
  expect(rows).toEqual([[BigInt(turn) + 2n]]);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] as number;

it(`${large.partitions} partitions and ${large.commits} commits publish and answer about as 100 of each`, {
  timeout: 1_800_000,
}, async () => {
  await using one = await open("small", small);
  await using other = await open("large", large);
  const [few, many]: Measured[] = [
    { publish: [], query: [] },
    { publish: [], query: [] },
  ];
  for (let turn = 0; turn < times; turn++) {
    await measure(one, turn, few as Measured);
    await measure(other, turn, many as Measured);
  }
  const texts = [one, other].map(({ views }) => Math.max(...views.map(({ sql }) => sql.length)));
  expect(Math.max(...texts)).toBeLessThan(20_000);
  const of = (which: keyof Measured) => [few, many].map((each) => median((each as Measured)[which]));
  const line = ([less = 0, more = 0]: number[]) =>
    `${Math.round(less)} ms, ${Math.round(more)} ms: ${(more / less).toFixed(2)}`;
  await reportLive(lake, "large", [
    ["partitions", `${small.partitions}, ${large.partitions}`],
    ["commits", `${small.commits}, ${large.commits}`],
    ["partitions really registered", `${small.registered}, ${large.registered}`],
    [`publish an append to one partition, median of ${times}; at most twice`, line(of("publish"))],
    [
      "of it swapping the view",
      line([one, other].map(({ views }) => median(views.map(({ millis }) => millis)))),
    ],
    [`count one partition in SQL, median of ${times}; at most twice`, line(of("query"))],
    ["longest text of a view, characters", texts.join(", ")],
  ]);
  for (const which of ["publish", "query"] as const) {
    const [less = 0, more = 0] = of(which);
    if (long) expect(more / less, which).toBeLessThanOrEqual(2);
  }
});
