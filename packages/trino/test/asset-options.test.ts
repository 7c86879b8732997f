import { defineAsset, int64, isSluiceError, table } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { tableProperties, trinoTable } from "../src/asset-options.js";
import { hiveNames } from "../src/hive/names.js";
import { trino } from "../src/index.js";

const options = { server: "http://localhost:8080", user: "test", catalog: "hive", schema: "lake" };
const named = (name?: string) =>
  defineAsset({
    key: "sales/orders",
    type: table({ id: int64() }),
    ...(name === undefined ? {} : { on: { trino: { table: name } } }),
  }).description;

describe("the table of an asset in Trino", () => {
  it("is by its key, or what the asset says", () => {
    expect(hiveNames(named(), options)).toMatchObject({ schema: "sales", view: "orders" });
    expect(hiveNames(named("facts"), options)).toMatchObject({
      schema: "lake",
      view: "facts",
      data: "facts__data",
    });
    expect(hiveNames(named("mart.facts"), options)).toMatchObject({ schema: "mart", view: "facts" });
    expect(trino(options).relation(named("mart.facts"))).toBe("hive.mart.facts");
  });

  it.each(["", "a.b.c", "Facts", 'a"b', "a b", "facts__data", "facts__data_2", "facts__data_floors", "."])(
    "cannot be %j",
    (name) => {
      expect(codeOf(() => trinoTable(named(name)))).toBe("ASSET_INVALID");
    },
  );

  it("cannot be bucketed, and says why", () => {
    const bucketed = { ...named(), on: { trino: { bucketedBy: ["id"] } } } as never;
    expect(() => trinoTable(bucketed)).toThrow(/ASSET_INVALID.*not divided by Hive's hash/s);
  });

  it("takes properties that are texts and not ours", () => {
    const having = (properties: object) => ({ ...named(), on: { trino: { properties } } }) as never;
    expect(tableProperties(having({ classification: "parquet" }))).toEqual([["classification", "parquet"]]);
    for (const properties of [{ "sluice.asset": "other" }, { "": "x" }, { a: 1 }]) {
      expect(codeOf(() => trinoTable(having(properties)))).toBe("ASSET_INVALID");
    }
  });

  it("is a view unless the options say table", () => {
    const capabilities = (publish?: "view" | "table") => trino({ ...options, publish }).capabilities;
    expect(capabilities()).toMatchObject({ modes: ["replace", "append"] });
    expect(capabilities().atomic).toBeUndefined();
    expect(capabilities("table")).toMatchObject({ modes: ["replace"], atomic: false });
    expect(codeOf(() => trino({ ...options, publish: "both" } as never))).toBe("CONFIGURATION_INVALID");
    expect(codeOf(() => trino({ ...options, tidyAfterMillis: -1 }))).toBe("CONFIGURATION_INVALID");
  });

  it("has no options that nobody reads", () => {
    const misspelt = { ...named(), on: { trino: { tabel: "facts" } } };
    expect(codeOf(() => trinoTable(misspelt as never))).toBe("ASSET_INVALID");
    expect(trinoTable({ ...named(), on: { other: { anything: 1 } } as never })).toEqual({
      schema: "sales",
      table: "orders",
    });
  });
});

function codeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return isSluiceError(error) ? error.code : error;
  }
}
