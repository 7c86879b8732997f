import {
  type AssetType,
  bytes,
  daily,
  date,
  defineAsset,
  given,
  hourly,
  int64,
  isSluiceError,
  json,
  object,
  string,
  table,
  timestamp,
  value,
} from "@sluice/sdk";
import { describe, expect, it } from "vitest";

const type = table({
  id: int64(),
  region: string(),
  _hidden: string(),
  ".dotted": string(),
  at: timestamp(3),
});

function refused(define: () => unknown): boolean {
  try {
    define();
  } catch (error) {
    return isSluiceError(error, "ASSET_INVALID");
  }
  return false;
}

describe("an asset cannot have", () => {
  it.each([
    ["a folder that engines pass over", { region: value("_hidden") } as const],
    ["a folder that shells pass over", { region: value(".dotted") } as const],
    ["a derived folder that engines pass over", { _hour: hourly("at") } as const],
    ["one partition column twice", { a: value("region"), b: value("region") } as const],
  ])("%s", (_name, partitions) => {
    expect(refused(() => defineAsset({ key: "a", type, partitions }))).toBe(true);
  });

  it.each(["", " a", "a ", "a\nb", "\ud800", "__proto__", "x".repeat(256)])("a column named %j", (name) => {
    const columns = Object.fromEntries([[name, int64()]]);
    expect(refused(() => defineAsset({ key: "a", type: table(columns) }))).toBe(true);
  });

  it.each([
    "",
    "/a",
    "a/",
    "a//b",
    "a/../b",
    ".a",
    "a.b",
    "ä",
    "x".repeat(129),
    "a__data",
    "b/a__data_2",
    "b/a__data_floors",
  ])("the key %j", (key) => {
    expect(refused(() => defineAsset({ key, type }))).toBe(true);
  });
});

it("has a schemaEvolution that exists", () => {
  expect(defineAsset({ key: "a", type }).schemaEvolution).toBe("strict");
  expect(defineAsset({ key: "a", type, schemaEvolution: "additive" }).schemaEvolution).toBe("additive");
  expect(refused(() => defineAsset({ key: "a", type, schemaEvolution: "lenient" as "strict" }))).toBe(true);
});

describe("an asset that is no table", () => {
  const define = defineAsset as unknown as (definition: object) => { mode: string; description: object };

  it.each([json(), bytes(), object(), { family: "chart" }])("has no columns: %j", (type) => {
    const { description } = define({ key: "a/b", type, partitions: { day: given(date()) } });
    expect(description).toMatchObject({
      schema: { fields: [] },
      family: "family" in type ? type.family : "json",
      partitions: [{ name: "day", rule: "given" }],
    });
  });

  it("and a table's description says no family", () => {
    expect(defineAsset({ key: "a", type }).description).not.toHaveProperty("family");
  });

  it.each<[string, object]>([
    ["a partition by value", { partitions: { region: value("region") } }],
    ["a partition by day", { partitions: { day: daily("at") } }],
    ["a primary key", { primaryKey: ["id"] }],
    ["a mode that adds rows", { mode: "append" }],
    ["columns that change", { schemaEvolution: "additive" }],
    ["options for engines", { on: { engine: { bucketed: true } } }],
    ["a hidden partition", { partitions: { _day: given(date()) } }],
    ["a partition of bytes", { partitions: { day: given({ type: { id: "binary" }, nullable: false }) } }],
  ])("cannot have %s", (_name, rest) => {
    expect(refused(() => define({ key: "a", type: bytes(), ...rest }))).toBe(true);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "json"],
    ["a column of another type", string()],
    ["columns without a table", { id: int64() }],
    ["a json column with options", json({ nullable: true })],
    ["a json column with a comment", json({ comment: "c" })],
    ["a type without a family", { family: "" }],
  ])("is not %s", (_name, other) => {
    expect(refused(() => defineAsset({ key: "a", type: other as AssetType }))).toBe(true);
  });
});
