import * as s from "@sluice/sdk";
import { beforeAll, describe, expect, it } from "vitest";
import { codeOf, failure } from "./packing.js";

const n = { nullable: true } as const;
const asset = s.defineAsset({
  key: "a",
  type: s.table({
    id: s.int32(),
    region: s.string(),
    flag: s.boolean(n),
    big: s.int64(n),
    ratio: s.float64(n),
    money: s.decimal(38, 10, n),
    text: s.string(n),
    bytes: s.binary(n),
    day: s.date(n),
    clock: s.time(n),
    at: s.timestamp(3, n),
    exact: s.zonedTimestamp(9, n),
    tags: s.list(s.string(), n),
  }),
  partitions: { region: s.value("region") },
});
const empty = {
  ...{ flag: null, big: null, ratio: null, money: null, text: null, bytes: null, day: null },
  ...{ clock: null, at: null, exact: null, tags: null },
};
const rows = [
  { ...empty, id: 0, region: "eu" },
  {
    ...{ id: 1, region: "eu", flag: true, big: -(2n ** 63n), ratio: -0, money: "-0.0000000001", text: "a" },
    ...{ bytes: Uint8Array.of(), day: "0001-01-01", clock: "00:00:00.000000", at: new Date(-1) },
    ...{ exact: "1969-12-31T23:59:59.999999999Z", tags: [] },
  },
  {
    ...{
      id: 2,
      region: "us",
      flag: false,
      big: 2n ** 63n - 1n,
      ratio: Number.NaN,
      money: "1.5000000000",
      text: "z",
    },
    ...{ bytes: Uint8Array.of(0), day: "9999-12-31", clock: "23:59:59.999999", at: new Date(0) },
    ...{ exact: "1970-01-01T00:00:00.000000000Z", tags: ["x"] },
  },
  {
    ...{ id: 3, region: "us", flag: true, big: 0n, ratio: Number.POSITIVE_INFINITY },
    ...{ money: "9999999999999999999999999999.9999999999", text: "é🛫", bytes: Uint8Array.of(255) },
    ...{ day: "2024-05-01", clock: "12:00:00.000001", at: new Date(1), exact: null, tags: null },
  },
];

const io = s.memoryIO();
beforeAll(async () => {
  await io.store(asset, rows, { split: true });
});
const ids = async (where: s.Where<typeof asset.type.columns>) =>
  (await io.load(asset, { columns: ["id"], where })).map(({ id }) => id);

describe("conditions", () => {
  it("compare exactly, in every type", async () => {
    expect(await ids({ id: 2 })).toEqual([2]);
    expect(await ids({ id: { gte: 1, lt: 3 } })).toEqual([1, 2]);
    expect(await ids({ flag: false })).toEqual([2]);
    expect(await ids({ flag: { gt: false } })).toEqual([1, 3]);
    expect(await ids({ big: { lt: 0 } })).toEqual([1]);
    expect(await ids({ big: 2n ** 63n - 1n })).toEqual([2]);
    expect(await ids({ money: { lt: "0" } })).toEqual([1]);
    expect(await ids({ money: { gte: "1.50" } })).toEqual([2, 3]);
    expect(await ids({ money: { gt: "9999999999999999999999999999.9999999998" } })).toEqual([3]);
    expect(await ids({ bytes: { lte: Uint8Array.of(0) } })).toEqual([1, 2]);
    expect(await ids({ day: { gt: "0001-01-01", lte: "2024-05-01" } })).toEqual([3]);
    expect(await ids({ clock: { gte: "12:00" } })).toEqual([2, 3]);
    expect(await ids({ at: new Date(-1) })).toEqual([1]);
    expect(await ids({ at: { gte: "1970-01-01T00:00:00.000" } })).toEqual([2, 3]);
    expect(await ids({ exact: { lt: "1970-01-01T00:00Z" } })).toEqual([1]);
  });

  it("order texts by their characters, not by halves of them", async () => {
    expect(await ids({ text: { gte: "z" } })).toEqual([2, 3]);
    expect(await ids({ text: { gt: "é\uffff" } })).toEqual([3]);
  });

  it("take floating-point numbers as IEEE 754 does", async () => {
    expect(await ids({ ratio: 0 })).toEqual([1]);
    expect(await ids({ ratio: Number.NaN })).toEqual([]);
    expect(await ids({ ratio: { ne: 1 } })).toEqual([1, 2, 3]);
    expect(await ids({ ratio: { gte: Number.POSITIVE_INFINITY } })).toEqual([3]);
  });

  it("never hold for null but when asked", async () => {
    expect(await ids({ text: { ne: "a" } })).toEqual([2, 3]);
    expect(await ids({ text: null })).toEqual([0]);
    expect(await ids({ text: { isNull: false } })).toEqual([1, 2, 3]);
    expect(await ids({ tags: null })).toEqual([0, 3]);
    expect(await ids({ tags: { isNull: false } })).toEqual([1, 2]);
  });

  it("hold all together, and one of several", async () => {
    expect(await ids({ id: { in: [3, 1, 7] }, flag: true })).toEqual([1, 3]);
    expect(await ids({ id: { in: [] } })).toEqual([]);
    expect(await ids({})).toEqual([0, 1, 2, 3]);
    expect(await ids({ id: undefined })).toEqual([0, 1, 2, 3]);
  });

  it("go with columns, partitions, streams and batches, and keep the values", async () => {
    expect(await io.load(asset, { where: { id: { gte: 1 } }, partition: "us" })).toEqual(rows.slice(2));
    expect(await io.load(asset, { columns: ["text", "id"], where: { big: 0n } })).toEqual([
      { text: "é🛫", id: 3 },
    ]);
    const streamed: number[] = [];
    for await (const { id } of io.stream(asset, { where: { region: "eu" } })) streamed.push(id);
    expect(streamed).toEqual([0, 1]);
    let batched = 0;
    for await (const batch of io.batches(asset, { where: { flag: true } })) batched += batch.numRows;
    expect(batched).toBe(2);
    expect([...(await io.loadEach(asset, { where: { id: 1 }, columns: ["id"] }))]).toEqual([
      ["eu", [{ id: 1 }]],
      ["us", []],
    ]);
  });

  it("leave a table without rows what it is", async () => {
    const none = s.defineAsset({ key: "none", type: s.table({ id: s.int32() }) });
    await io.store(none, []);
    expect(await io.load(none, { where: { id: 1 } })).toEqual([]);
    const model = s.defineAsset({ key: "model", type: s.object<{ n: number }>() });
    await io.store(model, { n: 1 });
    expect(await codeOf(io.load(model, { where: {} as never }))).toBe("CONFIGURATION_INVALID");
  });

  it("are refused where they cannot be", async () => {
    const where = (condition: object) => io.load(asset, { where: condition });
    expect(await codeOf(where({ nope: 1 }))).toBe("UNKNOWN_COLUMN");
    expect(await codeOf(where({ id: { above: 1 } }))).toBe("VALUE_INVALID");
    expect(await codeOf(where({ id: { in: 1 } }))).toBe("VALUE_INVALID");
    expect(await codeOf(where({ id: { eq: null } }))).toBe("VALUE_INVALID");
    expect(await codeOf(where({ tags: ["x"] }))).toBe("VALUE_INVALID");
    const error = await failure(where({ money: { gt: 1.5 } }));
    expect(String(error)).toContain(
      'The condition on "money" of a compares with 1.5, which is not a decimal(38,10)',
    );
    expect(await codeOf(where({ id: 2 ** 40 }))).toBe("VALUE_UNSUPPORTED");
  });
});
