import { execFileSync } from "node:child_process";
import {
  binary,
  boolean,
  date,
  decimal,
  defineAsset,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  isSluiceError,
  json,
  type Row,
  string,
  table,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import * as arrow from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BatchBuilder } from "../src/pack/batch-builder.js";
import { packTable } from "../src/pack/table-input.js";
import { unpacker } from "../src/unpack/unpack.js";
import { lakeOf } from "./lakes.js";

const nullable = { nullable: true } as const;
const columns = {
  flag: boolean(nullable),
  tiny: int8(nullable),
  small: int16(nullable),
  medium: int32(nullable),
  big: int64(nullable),
  single: float32(nullable),
  double: float64(nullable),
  money: decimal(12, 2, nullable),
  huge: decimal(38, 10, nullable),
  text: string(nullable),
  bytes: binary(nullable),
  day: date(nullable),
  clock: time(nullable),
  millis: timestamp(3, nullable),
  micros: timestamp(6, nullable),
  nanos: timestamp(9, nullable),
  instant: zonedTimestamp(6, nullable),
  id: uuid(nullable),
  doc: json(nullable),
};
const everything = defineAsset({ key: "everything", type: table(columns) });
type Everything = Row<typeof columns>;

const nothing = Object.fromEntries(Object.keys(columns).map((name) => [name, null])) as Everything;
const edges: Partial<Everything>[] = [
  {},
  {
    flag: true,
    tiny: -128,
    small: -32_768,
    medium: -2_147_483_648,
    big: -(2n ** 63n),
    single: -0,
    double: -0,
  },
  { flag: false, tiny: 127, small: 32_767, medium: 2_147_483_647, big: 2n ** 63n - 1n, double: 5e-324 },
  {
    single: Math.fround(3.4e38),
    double: Number.NaN,
    money: "9999999999.99",
    huge: `-${"9".repeat(28)}.${"9".repeat(10)}`,
  },
  {
    single: Number.POSITIVE_INFINITY,
    double: Number.NEGATIVE_INFINITY,
    money: "-0.01",
    huge: "0.0000000001",
  },
  { text: "", bytes: new Uint8Array(0), day: "0001-01-01", clock: "00:00:00.000000" },
  {
    text: "Zoë 🛫".repeat(20_000),
    bytes: new Uint8Array([0, 255]),
    day: "9999-12-31",
    clock: "23:59:59.999999",
  },
  { millis: new Date("1969-12-31T23:59:59.999Z"), micros: "1969-12-31T23:59:59.999999" },
  { millis: new Date("9999-12-31T23:59:59.999Z"), micros: "9999-12-31T23:59:59.999999" },
  { micros: "0001-01-01T00:00:00.000001", nanos: "1677-09-21T00:12:43.145224193" },
  { nanos: "2262-04-11T23:47:16.854775807", instant: "1969-12-31T23:59:59.999999Z" },
  { id: "123e4567-e89b-12d3-a456-426614174000", doc: '{"a": [1, "b"]}' },
];
const rows = edges.map((edge) => ({ ...nothing, ...edge }));

const { schema } = everything.type;
const packed = async (value: unknown, ignoreExtra = false): Promise<unknown[]> => {
  const unpack = unpacker(schema);
  const found: unknown[] = [];
  for await (const batch of packTable(value, { asset: "everything", schema, ignoreExtra }))
    found.push(...unpack(batch));
  return found;
};

describe("values come back exactly", () => {
  it("the edges of every type, through a file", async () => {
    const io = lakeOf();
    await io.store(everything, rows);
    expect(await io.load(everything)).toEqual(rows);
  });

  it("however they are given", async () => {
    async function* slowly() {
      yield* rows;
    }
    expect(await packed(slowly())).toEqual(rows);
    expect(await packed(rows.values())).toEqual(rows);
    const builder = new BatchBuilder(schema, { asset: "everything", ignoreExtra: false });
    builder.appendRows(rows, 0, rows.length, 0);
    const batch = builder.flush();
    expect(await packed(batch)).toEqual(rows);
    expect(await packed(new arrow.Table([batch, batch]))).toEqual([...rows, ...rows]);
    expect(await packed([batch.slice(3, 9)])).toEqual(rows.slice(3, 9));
    const byColumn = Object.fromEntries(
      Object.keys(columns).map((name) => [name, rows.map((row) => row[name as keyof Everything])]),
    );
    expect(await packed(byColumn)).toEqual(rows);
  });

  it("rows taken out of a batch", () => {
    const builder = new BatchBuilder(schema, { asset: "everything", ignoreExtra: false });
    builder.appendRows(rows, 0, rows.length, 0);
    const batch = builder.flush();
    const taken = [7, 1, 6, 1, 0, 11, 4];
    builder.appendTaken(batch.slice(0, rows.length), Int32Array.from(taken), taken.length);
    expect(unpacker(schema)(builder.flush())).toEqual(taken.map((index) => rows[index]));
  });

  it("without generated code", () => {
    const script = `
      import { createIOManager, defineAsset, int64, memoryStore, string, table } from "@sluice/sdk";
      import { jsonl } from "@sluice/handler-jsonl";
      const io = createIOManager({ handlers: [jsonl()], store: memoryStore() });
      const asset = defineAsset({ key: "a", type: table({ id: int64(), 'x" y': string({ nullable: true }) }) });
      await io.store(asset, [{ id: 1, 'x" y': "z" }, { id: 2 }]);
      console.log(JSON.stringify(await io.load(asset), (_, value) => (typeof value === "bigint" ? String(value) : value)));
      await io.store(asset, [{ id: 1, z: 1 }]).catch((error) => console.log(error.code));`;
    const flags = ["--disallow-code-generation-from-strings", "--input-type=module", "-e", script];
    const output = execFileSync(process.execPath, flags, { encoding: "utf8", cwd: import.meta.dirname });
    expect(output).toBe('[{"id":"1","x\\" y":"z"},{"id":"2","x\\" y":null}]\nUNKNOWN_COLUMN\n');
  });

  it("any values of the scalar types", async () => {
    const instant = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    const row = fc.record({
      flag: fc.boolean(),
      big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      double: fc.double(),
      money: fc.integer().map((cents) => (cents / 100).toFixed(2).replace(/^-0\.00$/, "0.00")),
      text: fc.string({ unit: "grapheme" }),
      bytes: fc.uint8Array(),
      millis: instant,
      day: instant.map((value) => value.toISOString().slice(0, 10)),
      micros: instant.map((value) => value.toISOString().replace("Z", "321")),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(row, fc.constant({}))), async (given) => {
        expect(await packed(given)).toEqual(given.map((each) => ({ ...nothing, ...each })));
      }),
      { numRuns: 300 },
    );
  });
});

describe("what is generous and exact", () => {
  it("is taken", async () => {
    const given = {
      ...nothing,
      big: 5,
      money: "1",
      millis: "2024-05-01",
      micros: new Date(5),
      instant: "2024-05-01T02:00+02:00",
      day: new Date(0),
      clock: "10:30",
      id: "123E4567-E89B-12D3-A456-426614174000",
    };
    expect(await packed([given])).toEqual([
      {
        ...nothing,
        big: 5n,
        money: "1.00",
        millis: new Date("2024-05-01T00:00:00Z"),
        micros: "1970-01-01T00:00:00.005000",
        instant: "2024-05-01T00:00:00.000000Z",
        day: "1970-01-01",
        clock: "10:30:00.000000",
        id: "123e4567-e89b-12d3-a456-426614174000",
      },
    ]);
  });

  it("from other Arrow types too", async () => {
    const of = (name: string, vector: arrow.Vector): arrow.Table => new arrow.Table({ [name]: vector });
    const first = async (input: arrow.Table): Promise<unknown> => (await packed(input))[0];
    const micros = arrow.makeVector(
      arrow.makeData({ type: new arrow.TimestampMicrosecond(), data: BigInt64Array.from([-1000n]) }),
    );
    expect(await first(of("millis", micros))).toMatchObject({ millis: new Date(-1) });
    const half = arrow.makeVector(
      arrow.makeData({ type: new arrow.TimestampMicrosecond(), data: BigInt64Array.from([-1001n]) }),
    );
    await expect(first(of("millis", half))).rejects.toMatchObject({ code: "VALUE_UNSUPPORTED" });
    const words = arrow.vectorFromArray(
      ["a", "b", "a"],
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
    );
    expect(await packed(of("text", words))).toMatchObject([{ text: "a" }, { text: "b" }, { text: "a" }]);
    expect(await first(of("big", arrow.makeVector(Int32Array.from([7]))))).toMatchObject({ big: 7n });
    await expect(first(of("text", arrow.makeVector(Int32Array.from([7]))))).rejects.toMatchObject({
      code: "SCHEMA_MISMATCH",
    });
    await expect(first(of("wrong", arrow.makeVector(Int32Array.from([7]))))).rejects.toMatchObject({
      code: "UNKNOWN_COLUMN",
    });
  });
});

describe("what is not exact", () => {
  const refused: [keyof Everything, unknown][] = [
    ["flag", 1],
    ["tiny", 128],
    ["small", 1.5],
    ["medium", "1"],
    ["big", 2 ** 53],
    ["big", 2n ** 63n],
    ["big", "1"],
    ["single", 0.1],
    ["single", 1e300],
    ["double", "1"],
    ["money", 9.5],
    ["money", "1.234"],
    ["money", "10000000000.00"],
    ["money", "1e3"],
    ["money", ""],
    ["money", "."],
    ["text", "\ud800"],
    ["text", `${"x".repeat(30)}\udc00`],
    ["text", 5],
    ["bytes", "ab"],
    ["day", "2024-02-30"],
    ["day", "2024-2-3"],
    ["day", new Date(1)],
    ["day", "10000-01-01"],
    ["clock", "24:00:00"],
    ["clock", "10:00:00.1234567"],
    ["millis", new Date(Number.NaN)],
    ["millis", "2024-05-01T10:00:00.1234"],
    ["millis", "2024-05-01T10:00:00+02:00"],
    ["millis", "yesterday"],
    ["nanos", "2262-04-12T00:00:00"],
    ["instant", "2024-05-01T10:00:00"],
    ["id", "123e4567"],
    ["doc", "{"],
    ["doc", "[".repeat(100_000) + "]".repeat(100_000)],
  ];
  it.each(refused)("is refused: %s %s", async (column, bad) => {
    const many = [...Array.from({ length: 300 }, () => nothing), { ...nothing, [column]: bad }];
    const error = await packed(many).catch((thrown: unknown) => thrown);
    expect(isSluiceError(error, "VALUE_UNSUPPORTED")).toBe(true);
    expect(error).toMatchObject({ details: { row: 300, column }, hint: expect.stringMatching(/\w/) });
  });

  it("a Date that is no day is refused with the ways to make a day of it", async () => {
    const error = await packed([{ ...nothing, day: new Date(1) }]).catch((thrown: unknown) => thrown);
    expect(isSluiceError(error) && error.hint).toMatch(/date\.utc\(d\).*date\.local\(d\)/);
  });

  it("nor is a null, a property or a row that does not belong", async () => {
    const strict = defineAsset({ key: "strict", type: table({ id: int64(), name: string() }) });
    const io = lakeOf();
    const codeOf = (value: unknown, options?: object): Promise<unknown> =>
      (io.store as (...all: unknown[]) => Promise<unknown>)(strict, value, options).then(
        () => "stored",
        (error: unknown) => (isSluiceError(error) ? error.code : error),
      );
    expect(await codeOf([{ id: 1 }])).toBe("VALUE_UNSUPPORTED");
    expect(await codeOf([{ id: 1, name: null }])).toBe("VALUE_UNSUPPORTED");
    expect(await codeOf([{ id: 1, name: "a", nmae: "b" }])).toBe("UNKNOWN_COLUMN");
    expect(await codeOf([{ id: 1, name: "a", nmae: "b" }], { extra: "ignore" })).toBe("stored");
    expect(await codeOf([null])).toBe("VALUE_INVALID");
    expect(await codeOf([5])).toBe("VALUE_INVALID");
    expect(await codeOf(null)).toBe("VALUE_INVALID");
    expect(await codeOf(undefined)).toBe("VALUE_INVALID");
    expect(await codeOf("rows")).toBe("VALUE_INVALID");
    expect(await codeOf({ id: [1, 2], name: ["a"] })).toBe("VALUE_INVALID");
  });
});
