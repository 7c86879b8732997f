import { defineAsset, int64, isSluiceError, table } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { trinoTable } from "../src/asset-options.js";
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

  it.each(["", "a.b.c", "Facts", 'a"b', "a b", "facts__data", "facts__data_2", "."])(
    "cannot be %j",
    (name) => {
      expect(codeOf(() => trinoTable(named(name)))).toBe("ASSET_INVALID");
    },
  );

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
