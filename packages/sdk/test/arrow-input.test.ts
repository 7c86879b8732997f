import {
  boolean,
  date,
  decimal,
  int32,
  int64,
  json,
  string,
  table,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, codeOf, failure, packed } from "./packing.js";

const nullable = { nullable: true } as const;
const { schema } = table({
  id: int32(),
  flag: boolean(nullable),
  big: int64(nullable),
  money: decimal(20, 3, nullable),
  text: string(nullable),
  day: date(nullable),
  at: timestamp(6, nullable),
});
const rows = Array.from({ length: 50 }, (_, id) => {
  const row = {
    id,
    flag: id % 2 === 0,
    big: BigInt(id) << 40n,
    money: `-${id}.125`,
    text: "ü".repeat(id),
    day: "1969-12-31",
    at: `1969-12-31T23:59:59.0000${String(id).padStart(2, "0")}`,
  };
  return id % 3 === 0 ? { id, flag: null, big: null, money: null, text: null, day: null, at: null } : row;
});

describe("record batches", () => {
  const whole = batchOf(schema, rows);

  it("are taken sliced, and sliced again, with their nulls and bits", async () => {
    expect(await packed(schema, whole.slice(5, 40))).toEqual(rows.slice(5, 40));
    expect(await packed(schema, whole.slice(5, 40).slice(4, 20))).toEqual(rows.slice(9, 25));
    expect(await packed(schema, [whole.slice(0, 0), whole.slice(47, 50)])).toEqual(rows.slice(47));
  });

  it("are taken from iterables and tables, columns in any order", async () => {
    async function* slowly() {
      yield whole.slice(0, 20);
      yield whole.slice(20, 50);
    }
    expect(await packed(schema, slowly())).toEqual(rows);
    expect(await packed(schema, new arrow.Table([whole]).slice(3, 44))).toEqual(rows.slice(3, 44));
    const names = schema.fields.map((field) => field.name).reverse();
    expect(await packed(schema, whole.select(names))).toEqual(rows);
  });

  it("keep nullable columns they do not have as null, and refuse to lack others", async () => {
    expect(await packed(schema, whole.select(["id"]).slice(0, 2))).toMatchObject([
      { id: 0, text: null },
      { id: 1, text: null },
    ]);
    expect(await codeOf(packed(schema, whole.select(["text"])))).toBe("SCHEMA_MISMATCH");
  });

  it("number their rows across batches in errors", async () => {
    const of = (...ids: (number | null)[]): arrow.RecordBatch =>
      new arrow.RecordBatch({ id: arrow.vectorFromArray(ids, new arrow.Int32()).data[0]! });
    const batches = [of(1, 2), of(3), of(4, null)];
    for (const value of [batches, new arrow.Table(batches)]) {
      expect(await failure(packed(schema, value))).toMatchObject({
        code: "VALUE_UNSUPPORTED",
        details: { row: 4, column: "id", value: "null" },
      });
    }
  });

  it("do not mix with rows", async () => {
    expect(await codeOf(packed(schema, [whole, rows[0]]))).toBe("VALUE_INVALID");
  });
});

describe("values that Arrow holds and a column does not", () => {
  const one = <T extends arrow.DataType>(type: T, data: ArrayBufferView): arrow.Table =>
    new arrow.Table({
      x: arrow.makeVector(arrow.makeData({ type, length: 3, data } as never)) as arrow.Vector,
    });
  const days = (day: number): arrow.Table => one(new arrow.DateDay(), Int32Array.from([0, 0, day]));
  const instants = (type: arrow.Timestamp, value: bigint): arrow.Table =>
    one(type, BigInt64Array.from([0n, 0n, value]));
  const texts = (text: string): arrow.Table =>
    new arrow.Table({ x: arrow.vectorFromArray(["{}", "{}", text], new arrow.Utf8()) });
  const second = 1_000_000n;
  const endOf9999 = 253_402_300_800n;
  const startOf1 = -62_135_596_800n;

  it.each([
    ["days after 9999", date(), days(2_932_897)],
    ["days before 0001", date(), days(-719_163)],
    ["microseconds after 9999", timestamp(6), instants(new arrow.TimestampMicrosecond(), endOf9999 * second)],
    [
      "microseconds before 0001",
      timestamp(6),
      instants(new arrow.TimestampMicrosecond(), startOf1 * second - 1n),
    ],
    ["milliseconds after 9999", timestamp(3), instants(new arrow.TimestampMillisecond(), endOf9999 * 1000n)],
    ["microseconds that are no milliseconds", timestamp(3), instants(new arrow.TimestampMicrosecond(), -1n)],
    [
      "nanoseconds that are no milliseconds",
      timestamp(3),
      instants(new arrow.TimestampNanosecond(), 1_000_001n),
    ],
    ["nanoseconds that are no microseconds", timestamp(6), instants(new arrow.TimestampNanosecond(), -999n)],
    ["seconds that overflow nanoseconds", timestamp(9), instants(new arrow.TimestampSecond(), 2n ** 34n)],
    [
      "milliseconds that overflow nanoseconds",
      timestamp(9),
      instants(new arrow.TimestampMillisecond(), -(2n ** 44n)),
    ],
    [
      "times after the day",
      time(),
      one(new arrow.TimeMicrosecond(), BigInt64Array.from([0n, 0n, 86_400n * second])),
    ],
    ["times before the day", time(), one(new arrow.TimeMicrosecond(), BigInt64Array.from([0n, 0n, -1n]))],
    ["wide integers", int32(), one(new arrow.Int64(), BigInt64Array.from([0n, 0n, 2n ** 31n]))],
    ["unsigned integers", int64(), one(new arrow.Uint64(), BigUint64Array.from([0n, 0n, 2n ** 63n]))],
    ["texts that are no JSON", json(), texts("{")],
  ])("%s", async (_name, column, value) => {
    expect(await failure(packed(table({ x: column }).schema, value))).toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { row: 2, column: "x" },
    });
  });

  it("the last that fits does", async () => {
    const micros = instants(new arrow.TimestampMicrosecond(), endOf9999 * second - 1n);
    expect((await packed(table({ x: timestamp(6) }).schema, micros))[2]).toEqual({
      x: "9999-12-31T23:59:59.999999",
    });
    const first = instants(new arrow.TimestampMicrosecond(), startOf1 * second);
    expect((await packed(table({ x: timestamp(3) }).schema, first))[2]).toEqual({
      x: new Date("0001-01-01T00:00:00Z"),
    });
    const seconds = instants(new arrow.TimestampSecond(), -1n);
    expect((await packed(table({ x: timestamp(9) }).schema, seconds))[2]).toEqual({
      x: "1969-12-31T23:59:59.000000000",
    });
    expect((await packed(table({ x: date() }).schema, days(2_932_896)))[2]).toEqual({ x: "9999-12-31" });
  });

  it("a null may stand over anything", async () => {
    const type = new arrow.TimestampNanosecond();
    const nulled = arrow.makeData({
      type,
      length: 2,
      nullCount: 1,
      nullBitmap: Uint8Array.of(2),
      data: BigInt64Array.of(1n, 0n) as never,
    });
    const value = new arrow.Table({ x: arrow.makeVector(nulled) as arrow.Vector });
    const { schema: millis } = table({ x: timestamp(3, nullable) });
    expect(await packed(millis, value)).toEqual([{ x: null }, { x: new Date(0) }]);
  });

  it("UUIDs become lower case, and other texts none", async () => {
    const { schema: ids } = table({ x: uuid() });
    const of = (text: string): arrow.Table =>
      new arrow.Table({ x: arrow.vectorFromArray([text], new arrow.Utf8()) });
    expect(await packed(ids, of("123E4567-E89B-12D3-A456-426614174000"))).toEqual([
      { x: "123e4567-e89b-12d3-a456-426614174000" },
    ]);
    expect(await codeOf(packed(ids, of("123e4567")))).toBe("VALUE_UNSUPPORTED");
  });

  it("a wall clock is no instant", async () => {
    const clock = instants(new arrow.TimestampMicrosecond(), 0n);
    expect(await codeOf(packed(table({ x: zonedTimestamp(6) }).schema, clock))).toBe("SCHEMA_MISMATCH");
    const instant = instants(new arrow.TimestampMicrosecond("Europe/Zurich"), 1n);
    expect((await packed(table({ x: zonedTimestamp(6) }).schema, instant))[2]).toEqual({
      x: "1970-01-01T00:00:00.000001Z",
    });
    expect(await codeOf(packed(table({ x: timestamp(6) }).schema, instant))).toBe("SCHEMA_MISMATCH");
  });
});
