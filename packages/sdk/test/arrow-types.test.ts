import { defineAsset, memoryIO, table } from "@sluice/sdk";
import { columnsOf, inferSchema, schemaFromText, typeText } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { codeOf, failure, packed } from "./packing.js";

/** A value, a null and another value. */
function fixed(type: arrow.DataType, data: ArrayBufferView): arrow.Vector {
  return made({ type, data });
}

function made(props: object): arrow.Vector {
  const nulls = { length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b101) };
  return arrow.makeVector(arrow.makeData({ ...nulls, ...props } as never)) as arrow.Vector;
}

const built = (type: arrow.DataType, values: readonly unknown[]): arrow.Vector =>
  arrow.vectorFromArray(values as never[], type as never) as arrow.Vector;

/** The vector's first value for the first and last row. */
function keyed(values: arrow.Vector, keys: readonly [number, number]): arrow.Vector {
  const type = new arrow.Dictionary(values.type, new arrow.Int8());
  return made({ type, data: Int8Array.of(keys[0], 0, keys[1]), dictionary: values });
}

/** Decimals of as many 32-bit words as the width has. */
function decimals(type: arrow.Decimal, first: bigint, last: bigint): arrow.Vector {
  const width = type.bitWidth / 32;
  const data = new Uint32Array(3 * width);
  for (const [at, value] of [first, 0n, last].entries()) {
    for (let word = 0; word < width; word++) {
      data[at * width + word] = Number(BigInt.asUintN(32, value >> BigInt(32 * word)));
    }
  }
  return fixed(type, data);
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const long = "a text that is longer than twelve bytes";
const item = (type: arrow.DataType): arrow.Field => new arrow.Field("item", type, true);
const hour = 3_600n;
const days = Int32Array.of(-1, 0, 19_844);
const nanos = BigInt64Array.of(-1n, 0n, 1_714_521_600_123_456_789n);
const most = 2n ** 64n - 1n;
const uuid = "00112233-4455-6677-8899-aabbccddeeff";
const uuids = fixed(
  new arrow.FixedSizeBinary(16),
  new Uint8Array(Buffer.from(uuid.replaceAll("-", "").repeat(3), "hex")),
);

/** What inference makes of an Arrow type, and how its first and last value load. */
const cases: Record<string, [vector: arrow.Vector, type: string, first: unknown, last: unknown]> = {
  bool: [built(new arrow.Bool(), [true, null, false]), "boolean", true, false],
  int8: [fixed(new arrow.Int8(), Int8Array.of(-128, 0, 127)), "int8", -128, 127],
  int16: [fixed(new arrow.Int16(), Int16Array.of(-32768, 0, 32767)), "int16", -32768, 32767],
  int32: [fixed(new arrow.Int32(), Int32Array.of(-(2 ** 31), 0, 7)), "int32", -(2 ** 31), 7],
  int64: [fixed(new arrow.Int64(), BigInt64Array.of(-(2n ** 63n), 0n, 7n)), "int64", -(2n ** 63n), 7n],
  uint8: [fixed(new arrow.Uint8(), Uint8Array.of(255, 0, 1)), "int16", 255, 1],
  uint16: [fixed(new arrow.Uint16(), Uint16Array.of(65535, 0, 1)), "int32", 65535, 1],
  uint32: [fixed(new arrow.Uint32(), Uint32Array.of(2 ** 32 - 1, 0, 1)), "int64", 2n ** 32n - 1n, 1n],
  uint64: [fixed(new arrow.Uint64(), BigUint64Array.of(most, 0n, 1n)), "decimal(20,0)", String(most), "1"],
  float16: [fixed(new arrow.Float16(), Uint16Array.of(0x3e00, 0, 0xc000)), "float32", 1.5, -2],
  float32: [fixed(new arrow.Float32(), Float32Array.of(1.5, 0, -0)), "float32", 1.5, -0],
  float64: [fixed(new arrow.Float64(), Float64Array.of(0.1, 0, -0)), "float64", 0.1, -0],
  "decimal of 32 bits": [decimals(new arrow.Decimal(2, 9, 32), -150n, 7n), "decimal(9,2)", "-1.50", "0.07"],
  "decimal of 64 bits": [
    decimals(new arrow.Decimal(2, 18, 64), -(10n ** 18n - 1n), 7n),
    "decimal(18,2)",
    "-9999999999999999.99",
    "0.07",
  ],
  "decimal of 128 bits": [
    decimals(new arrow.Decimal(2, 38, 128), -(10n ** 38n - 1n), 7n),
    "decimal(38,2)",
    `-${"9".repeat(36)}.99`,
    "0.07",
  ],
  "decimal of 256 bits": [
    decimals(new arrow.Decimal(2, 38, 256), -(10n ** 38n - 1n), 7n),
    "decimal(38,2)",
    `-${"9".repeat(36)}.99`,
    "0.07",
  ],
  "decimal of zeros before the point": [
    decimals(new arrow.Decimal(-3, 5, 128), -12_345n, 1n),
    "decimal(8,0)",
    "-12345000",
    "1000",
  ],
  "decimal of zeros behind the point": [
    decimals(new arrow.Decimal(5, 2, 128), -12n, 1n),
    "decimal(5,5)",
    "-0.00012",
    "0.00001",
  ],
  utf8: [built(new arrow.Utf8(), ["ü", null, long]), "string", "ü", long],
  "large utf8": [built(new arrow.LargeUtf8(), ["ü", null, long]), "string", "ü", long],
  "utf8 view": [built(new arrow.Utf8View(), ["ü", null, long]), "string", "ü", long],
  binary: [built(new arrow.Binary(), [bytes("ü"), null, bytes(long)]), "binary", bytes("ü"), bytes(long)],
  "large binary": [
    built(new arrow.LargeBinary(), [bytes("ü"), null, bytes(long)]),
    "binary",
    bytes("ü"),
    bytes(long),
  ],
  "binary view": [
    built(new arrow.BinaryView(), [bytes("ü"), null, bytes(long)]),
    "binary",
    bytes("ü"),
    bytes(long),
  ],
  "fixed size binary": [
    fixed(new arrow.FixedSizeBinary(2), Uint8Array.of(1, 2, 0, 0, 3, 4)),
    "binary",
    Uint8Array.of(1, 2),
    Uint8Array.of(3, 4),
  ],
  date32: [fixed(new arrow.DateDay(), days), "date", "1969-12-31", "2024-05-01"],
  date64: [
    fixed(
      new arrow.DateMillisecond(),
      BigInt64Array.from(days, (day) => BigInt(day) * 86_400_000n),
    ),
    "date",
    "1969-12-31",
    "2024-05-01",
  ],
  "time32[s]": [
    fixed(new arrow.TimeSecond(), Int32Array.of(0, 0, 86_399)),
    "time",
    "00:00:00.000000",
    "23:59:59.000000",
  ],
  "time32[ms]": [
    fixed(new arrow.TimeMillisecond(), Int32Array.of(1, 0, 86_399_999)),
    "time",
    "00:00:00.001000",
    "23:59:59.999000",
  ],
  "time64[us]": [
    fixed(new arrow.TimeMicrosecond(), BigInt64Array.of(1n, 0n, 24n * hour * 1_000_000n - 1n)),
    "time",
    "00:00:00.000001",
    "23:59:59.999999",
  ],
  "timestamp[s]": [
    fixed(new arrow.TimestampSecond(), BigInt64Array.of(-1n, 0n, hour)),
    "timestamp(3)",
    new Date("1969-12-31T23:59:59Z"),
    new Date("1970-01-01T01:00:00Z"),
  ],
  "timestamp[ms]": [
    fixed(new arrow.TimestampMillisecond(), BigInt64Array.of(-1n, 0n, hour)),
    "timestamp(3)",
    new Date(-1),
    new Date(3_600),
  ],
  "timestamp[us]": [
    fixed(new arrow.TimestampMicrosecond(), BigInt64Array.of(-1n, 0n, hour)),
    "timestamp(6)",
    "1969-12-31T23:59:59.999999",
    "1970-01-01T00:00:00.003600",
  ],
  "timestamp[us] of the zone ''": [
    fixed(new arrow.TimestampMicrosecond(""), BigInt64Array.of(-1n, 0n, hour)),
    "timestamp(6)",
    "1969-12-31T23:59:59.999999",
    "1970-01-01T00:00:00.003600",
  ],
  "timestamp[ns]": [
    fixed(new arrow.TimestampNanosecond(), nanos),
    "timestamp(9)",
    "1969-12-31T23:59:59.999999999",
    "2024-05-01T00:00:00.123456789",
  ],
  "timestamp[s, Paris]": [
    fixed(new arrow.TimestampSecond("Europe/Paris"), BigInt64Array.of(-1n, 0n, hour)),
    "zonedTimestamp(3)",
    new Date("1969-12-31T23:59:59Z"),
    new Date("1970-01-01T01:00:00Z"),
  ],
  "timestamp[ns, Paris]": [
    fixed(new arrow.TimestampNanosecond("Europe/Paris"), nanos),
    "zonedTimestamp(9)",
    "1969-12-31T23:59:59.999999999Z",
    "2024-05-01T00:00:00.123456789Z",
  ],
  list: [
    built(new arrow.List(item(new arrow.Int8())), [[1], null, [2, null]]),
    "list(int8?)",
    [1],
    [2, null],
  ],
  "large list": [
    built(new arrow.LargeList(item(new arrow.TimeSecond())), [[1], null, [2, null]]),
    "list(time?)",
    ["00:00:01.000000"],
    ["00:00:02.000000", null],
  ],
  "fixed size list": [
    built(new arrow.FixedSizeList(2, item(new arrow.Uint8())), [[1, 2], null, [3, null]]),
    "list(int16?)",
    [1, 2],
    [3, null],
  ],
  struct: [
    built(new arrow.Struct([item(new arrow.Uint64())]), [{ item: 1n }, null, { item: null }]),
    'struct("item" decimal(20,0)?)',
    { item: "1" },
    { item: null },
  ],
  map: [
    built(
      new arrow.Map_(
        new arrow.Field(
          "entries",
          new arrow.Struct([
            new arrow.Field("key", new arrow.Utf8(), false),
            new arrow.Field("value", new arrow.Uint16(), true),
          ] as never),
          false,
        ) as never,
      ),
      [new Map([["a", 1]]), null, new Map([["b", null]])],
    ),
    "map(string, int32?)",
    new Map([["a", 1]]),
    new Map([["b", null]]),
  ],
  "dictionary of texts": [keyed(built(new arrow.Utf8(), ["ü", long]), [1, 0]), "string", long, "ü"],
  "dictionary of times": [
    keyed(fixed(new arrow.TimeMillisecond(), Int32Array.of(1, 0, 86_399_999)), [2, 0]),
    "time",
    "23:59:59.999000",
    "00:00:00.001000",
  ],
  "dictionary of instants": [
    keyed(fixed(new arrow.TimestampSecond(), BigInt64Array.of(-1n, 0n, hour)), [2, 0]),
    "timestamp(3)",
    new Date("1970-01-01T01:00:00Z"),
    new Date("1969-12-31T23:59:59Z"),
  ],
  "dictionary of decimals": [
    keyed(decimals(new arrow.Decimal(2, 12, 256), -150n, 7n), [2, 0]),
    "decimal(12,2)",
    "0.07",
    "-1.50",
  ],
  "dictionary with a null in it": [
    keyed(fixed(new arrow.Uint64(), BigUint64Array.of(most, 0n, 1n)), [1, 2]),
    "decimal(20,0)",
    null,
    "1",
  ],
  "dictionary of lists in two parts": [
    keyed(
      built(new arrow.List(item(new arrow.Int8())), [[1], [2, 3]]).concat(
        built(new arrow.List(item(new arrow.Int8())), [[4, null]]),
      ),
      [2, 1],
    ),
    "list(int8?)",
    [4, null],
    [2, 3],
  ],
};

/** What inference does not take, with a reason. */
const refused: Record<string, arrow.DataType> = {
  null: new arrow.Null(),
  "time64[ns]": new arrow.TimeNanosecond(),
  duration: new arrow.DurationMillisecond(),
  interval: new arrow.IntervalDayTime(),
  union: new arrow.SparseUnion([0] as never, [item(new arrow.Int8())]),
  "decimal of 39 digits": new arrow.Decimal(2, 39, 256),
};

async function loaded(value: arrow.Table, type: string): Promise<unknown[]> {
  const schema = inferSchema(value);
  expect(schema.fields.map((field) => typeText(field.type))).toEqual([type]);
  await using io = memoryIO();
  const asset = defineAsset({ key: "a/b", type: table(columnsOf(schema)) });
  await io.store(asset, value);
  const rows: Record<string, unknown>[] = await io.load(asset);
  return rows.map((row) => row.c);
}

describe("an Arrow type from which a schema is inferred is stored and loads back", () => {
  it.each(Object.entries(cases))("%s", async (_, [vector, type, first, last]) => {
    const whole = new arrow.Table({ c: vector });
    expect(await loaded(whole, type)).toEqual([first, null, last]);
    expect(await loaded(whole.slice(2, 3), type)).toEqual([last]);
    expect(await loaded(whole.slice(1, 3), type)).toEqual([null, last]);
  });

  it.each(Object.entries(refused))("or is refused there: %s", (_, type) => {
    expect(() => inferSchema(new arrow.Schema([item(type)]))).toThrow("cannot be read");
  });

  it("and that are all there are", () => {
    const known = [...Object.values(cases).map(([vector]) => vector.type), ...Object.values(refused)];
    const ids = new Set<number>(known.map(({ typeId }) => typeId));
    const all = Object.entries(arrow.Type).filter(([, id]) => typeof id === "number" && id > 0);
    expect(all.filter(([, id]) => !ids.has(Number(id))).map(([name]) => name)).toEqual([]);
  });

  it("also as text of a uuid, which Arrow keeps as sixteen bytes", async () => {
    const metadata = new Map([["ARROW:extension:name", "arrow.uuid"]]);
    const arrowSchema = new arrow.Schema([new arrow.Field("c", uuids.type, true, metadata)]);
    const type = new arrow.Struct(arrowSchema.fields);
    const data = arrow.makeData({ type, length: 3, nullCount: 0, children: [uuids.data[0] as arrow.Data] });
    const value = new arrow.Table([new arrow.RecordBatch(arrowSchema, data as never)]);
    expect(await loaded(value, "uuid")).toEqual([uuid, null, uuid]);
  });
});

describe("a value of another Arrow type that its column does not hold", () => {
  const columns = (type: string) => schemaFromText({ c: type });

  it.each([
    ["nanoseconds of a time", "time", fixed(new arrow.TimeNanosecond(), BigInt64Array.of(0n, 0n, 1_001n))],
    ["seconds after the day", "time", fixed(new arrow.TimeSecond(), Int32Array.of(0, 0, 86_400))],
    ["digits behind the point", "decimal(9,1)", decimals(new arrow.Decimal(2, 9, 64), 10n, 12n)],
    ["digits before the point", "decimal(3,2)", decimals(new arrow.Decimal(1, 9, 256), 10n, 100n)],
    ["unsigned integers", "decimal(3,0)", fixed(new arrow.Uint64(), BigUint64Array.of(1n, 0n, 1000n))],
    ["of a dictionary", "decimal(3,0)", keyed(decimals(new arrow.Decimal(0, 9, 64), 10n, 1000n), [0, 2])],
  ])("%s", async (_, type, vector) => {
    const value = new arrow.Table({ c: vector });
    expect(await failure(packed(columns(`${type}?`), value))).toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { row: 2, column: "c" },
    });
  });

  it("is none where no row has it", async () => {
    const values = decimals(new arrow.Decimal(0, 9, 64), 10n, 1000n);
    const value = new arrow.Table({ c: keyed(values, [0, 0]) });
    expect(await packed(columns("decimal(3,0)?"), value)).toEqual([{ c: "10" }, { c: null }, { c: "10" }]);
  });

  it("is a mismatch where the kind is another", async () => {
    const value = new arrow.Table({ c: keyed(built(new arrow.Utf8(), ["a"]), [0, 0]) });
    expect(await codeOf(packed(columns("int32?"), value))).toBe("SCHEMA_MISMATCH");
  });
});
