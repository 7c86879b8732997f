import {
  binary,
  boolean,
  createIOManager,
  date,
  decimal,
  defineAsset,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  json,
  memoryStore,
  string,
  table,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import { unpacker } from "@sluice/sdk/plugin";
import { expect, it } from "vitest";
import { jsonl } from "../src/index.js";
import { stored } from "./stored.js";

const lake = (store = memoryStore()) => createIOManager({ handlers: [jsonl()], store });

it("numbers without a JSON token and integers beyond 2^53 come back", async () => {
  const asset = defineAsset({
    key: "a",
    type: table({ big: int64(), single: float32(), double: float64() }),
  });
  const doubles = [
    Number.NaN,
    -0,
    0,
    5e-324,
    -1.7976931348623157e308,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const singles = [
    Number.NaN,
    -0,
    0,
    2 ** -149,
    Math.fround(0.1),
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const bigs = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n) - 1n, 0n, -1n];
  const rows = bigs.map((big, index) => ({ big, single: singles[index]!, double: doubles[index]! }));
  const io = lake();
  await io.store(asset, rows);
  expect(await io.load(asset)).toEqual(rows);
});

it("texts that look like lines, numbers or JSON stay texts", async () => {
  const asset = defineAsset({ key: "a", type: table({ text: string(), bytes: binary() }) });
  const texts = ["\n", "\r\n", "\u2028", '{"a":1}', "NaN", "-0", "12", "null", "", "\u0000", '"', "\\"];
  const rows = texts.map((text) => ({ text, bytes: new Uint8Array(Buffer.from(text)) }));
  const io = lake();
  await io.store(asset, rows);
  expect(await io.load(asset)).toEqual(rows);
});

it("a line is a JSON object that people can read", async () => {
  const asset = defineAsset({
    key: "a",
    type: table({ id: int64(), big: int64(), at: timestamp(3), on: zonedTimestamp(6), bytes: binary() }),
  });
  const store = memoryStore();
  const at = new Date("2024-05-01T10:00:00Z");
  await lake(store).store(asset, [{ id: 1, big: 2n ** 60n, at, on: at, bytes: new Uint8Array([1, 2]) }]);
  const [file] = await lake(store).files(asset);
  const { bytes } = await store.get(file!.url.replace("memory://", ""));
  expect(Buffer.from(bytes).toString()).toBe(
    '{"id":1,"big":"1152921504606846976","at":"2024-05-01T10:00:00.000Z","on":"2024-05-01T10:00:00.000000Z","bytes":"AQI="}\n',
  );
});

it("what a column loads as does not change what is kept", async () => {
  const store = memoryStore();
  const asNumber = defineAsset({
    key: "a",
    type: table({ id: int64({ as: "number" }), at: timestamp(9, { as: "date" }) }),
  });
  const exact = defineAsset({ key: "a", type: table({ id: int64(), at: timestamp(9) }) });
  const at = "1969-12-31T23:59:59.999999999";
  await lake(store).store(asNumber, [{ id: 2n ** 60n, at }]);
  expect(await lake(store).load(exact)).toEqual([{ id: 2n ** 60n, at }]);
  await expect(lake(store).load(asNumber, { columns: ["id"] })).rejects.toMatchObject({
    code: "VALUE_UNSUPPORTED",
    details: { row: 0, column: "id" },
  });
  await expect(lake(store).load(asNumber, { columns: ["at"] })).rejects.toMatchObject({
    code: "VALUE_UNSUPPORTED",
    details: { row: 0, column: "at", value: `"${at}"` },
  });
});

it("a file of the first version reads as it did", async () => {
  const line =
    '{"flag":true,"tiny":-128,"small":-32768,"medium":2147483647,"large":"-9223372036854775808","single":"-0",' +
    '"double":"NaN","price":"-9.50","text":"a\\n\\"ü","blob":"AP8=","day":"0001-01-01","clock":"23:59:59.999999",' +
    '"millis":"1969-12-31T23:59:59.999Z","nanos":"1969-12-31T23:59:59.999999999",' +
    '"zoned":"2024-05-01T10:00:00.000001Z","key":"0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b","document":"[1, 2]","nothing":null}';
  const { schema } = table({
    flag: boolean(),
    tiny: int8(),
    small: int16(),
    medium: int32(),
    large: int64(),
    single: float32(),
    double: float64(),
    price: decimal(38, 2),
    text: string(),
    blob: binary(),
    day: date(),
    clock: time(),
    millis: timestamp(3),
    nanos: timestamp(9),
    zoned: zonedTimestamp(6),
    key: uuid(),
    document: json(),
    nothing: string({ nullable: true }),
  });
  const rows: unknown[] = [];
  for await (const batch of jsonl().decode(stored(`${line}\n`), { asset: "a", schema }))
    rows.push(...unpacker(schema)(batch));
  expect(rows).toEqual([
    {
      flag: true,
      tiny: -128,
      small: -32768,
      medium: 2147483647,
      large: -(2n ** 63n),
      single: -0,
      double: Number.NaN,
      price: "-9.50",
      text: 'a\n"ü',
      blob: new Uint8Array([0, 255]),
      day: "0001-01-01",
      clock: "23:59:59.999999",
      millis: new Date(-1),
      nanos: "1969-12-31T23:59:59.999999999",
      zoned: "2024-05-01T10:00:00.000001Z",
      key: "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
      document: "[1, 2]",
      nothing: null,
    },
  ]);
});
