// Stores and loads every type with its edges and nulls, and prints what comes back.

import { jsonl } from "@sluice/handler-jsonl";
import * as s from "@sluice/sdk";

const n = { nullable: true };
const columns = {
  flag: s.boolean(n),
  tiny: s.int8(n),
  small: s.int16(n),
  medium: s.int32(n),
  big: s.int64(n),
  single: s.float32(n),
  double: s.float64(n),
  money: s.decimal(38, 19, n),
  text: s.string(n),
  bytes: s.binary(n),
  day: s.date(n),
  clock: s.time(n),
  millis: s.timestamp(3, n),
  nanos: s.timestamp(9, n),
  instant: s.zonedTimestamp(6, n),
  id: s.uuid(n),
  doc: s.json(n),
  'x" y': s.string(n),
  constructor: s.string(n),
};
const full = {
  flag: true,
  tiny: -128,
  small: 32767,
  medium: -2147483648,
  big: -(2n ** 63n),
  single: -0,
  double: 5e-324,
  money: "-1.5",
  text: "Zoë 🛫",
  bytes: new Uint8Array([0, 255]),
  day: "0001-01-01",
  clock: "23:59",
  millis: new Date(-1),
  nanos: "1677-09-21T00:12:43.145224193",
  instant: "2024-05-01T02:00+02:00",
  id: "123E4567-E89B-12D3-A456-426614174000",
  doc: "{}",
  'x" y': "z",
  constructor: "c",
};
const asset = s.defineAsset({ key: "a", type: s.table(columns) });
const io = s.createIOManager({ handlers: [jsonl()], store: s.memoryStore() });
await io.store(asset, [full, {}, { big: 1, text: undefined }]);
const shown = (_, v) =>
  typeof v === "bigint" ? `${v}n` : Object.is(v, -0) ? "-0" : v instanceof Uint8Array ? [...v] : v;
for (const row of await io.load(asset)) console.log(JSON.stringify(row, shown));
const loaded = await io.load(asset, { columns: ["text", "big"] });
console.log(JSON.stringify(loaded, shown));
const bad = [[{ nope: 1 }], [{ tiny: 128 }], [null], [{}, { flag: 0 }]];
for (const rows of bad) await io.store(asset, rows).catch((error) => console.log(error.message));
await io.store(asset, [{ nope: 1 }], { extra: "ignore" });
try {
  new Function("return 1");
  console.log("generated");
} catch {
  console.log("interpreted");
}
