import { parquet } from "@sluice/handler-parquet";
import {
  createIOManager,
  date,
  defineAsset,
  float32,
  int32,
  int64,
  memoryStore,
  string,
  table,
  time,
  timestamp,
} from "@sluice/sdk";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { duckdb, scratchFolder } from "./helpers.js";

const save = scratchFolder();

function vector(type: arrow.DataType, data: ArrayBufferView): arrow.Vector {
  return arrow.makeVector(arrow.makeData({ type, length: 2, data } as never)) as arrow.Vector;
}

const texts = ["a", "ü"];
const dictionary = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());

// The Parquet library writes some of these as bare numbers, and only its own readers know better.
describe("Arrow types that are not those of columns", () => {
  const columns = {
    date64: date(),
    seconds: timestamp(3),
    clock: time(),
    unsigned: int64(),
    small: int32(),
    half: float32(),
    large: string(),
    coded: string(),
  };
  const given = new arrow.Table({
    date64: vector(new arrow.DateMillisecond(), BigInt64Array.of(86_400_000n, -86_400_000n)),
    seconds: vector(new arrow.TimestampSecond(), BigInt64Array.of(1n, -1n)),
    clock: vector(new arrow.TimeSecond(), Int32Array.of(1, 86_399)),
    unsigned: vector(new arrow.Uint32(), Uint32Array.of(7, 2 ** 32 - 1)),
    small: vector(new arrow.Uint16(), Uint16Array.of(7, 2 ** 16 - 1)),
    half: vector(new arrow.Float16(), Uint16Array.of(0x3c00, 0xc000)),
    large: arrow.vectorFromArray(texts, new arrow.LargeUtf8()),
    coded: arrow.vectorFromArray(texts, dictionary),
  });

  it("become those before they are written", async () => {
    const store = memoryStore();
    const io = createIOManager({ handlers: [parquet({ workers: 0 })], store });
    const asset = defineAsset({ key: "a", type: table(columns) });
    await io.store(asset, given);
    expect(await io.load(asset)).toEqual([
      {
        ...{ date64: "1970-01-02", seconds: new Date(1000), unsigned: 7n, small: 7, half: 1 },
        ...{ large: "a", coded: "a", clock: "00:00:01.000000" },
      },
      {
        ...{
          date64: "1969-12-31",
          seconds: new Date(-1000),
          unsigned: 4_294_967_295n,
          small: 65_535,
          half: -2,
        },
        ...{ large: "ü", coded: "ü", clock: "23:59:59.000000" },
      },
    ]);
    const [file] = await io.files(asset);
    const key = file?.url.slice(file.url.indexOf("a/data/")) ?? "";
    const path = save("types.parquet", (await store.get(key)).bytes);
    const types = await duckdb(
      `SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM '${path}')`,
    );
    expect(Object.fromEntries(types.map(({ name, type }) => [name, type]))).toEqual({
      ...{ date64: "DATE", seconds: "TIMESTAMP", unsigned: "BIGINT", small: "INTEGER", half: "FLOAT" },
      ...{ large: "VARCHAR", coded: "VARCHAR", clock: "TIME" },
    });
    expect(await duckdb(`SELECT date64::VARCHAR AS d, epoch_ms(seconds) AS s FROM '${path}'`)).toEqual([
      { d: "1970-01-02", s: "1000" },
      { d: "1969-12-31", s: "-1000" },
    ]);
  });

  it.each([
    ["durations", int64(), new arrow.DurationSecond(), BigInt64Array.of(1n, 2n)],
    ["intervals", int64(), new arrow.IntervalYearMonth(), Int32Array.of(1, 2)],
  ])("are refused where no column holds them: %s", async (_name, column, type, data) => {
    const io = createIOManager({ handlers: [parquet({ workers: 0 })], store: memoryStore() });
    const asset = defineAsset({ key: "a", type: table({ x: column }) });
    await expect(io.store(asset, new arrow.Table({ x: vector(type, data) }))).rejects.toMatchObject({
      code: "SCHEMA_MISMATCH",
      details: { changes: [expect.stringContaining(String(type))] },
    });
  });
});
