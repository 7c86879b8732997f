import { defineAsset, int64, table } from "@sluice/sdk";
import { trino } from "@sluice/trino";
import { expect, it } from "vitest";
import { hiveNames } from "../src/hive/names.js";
import { parseDataComment } from "../src/hive/statements.js";
import { trinoOptions } from "../src/options.js";

const options = { server: "http://localhost:1", user: "ann", catalog: "hive", schema: "sales" };

it("names are in lower case, as Trino keeps them", () => {
  const given = { ...options, catalog: "Hive", schema: "SALES", snapshotColumn: "Commit" };
  expect(trinoOptions(given)).toMatchObject({ catalog: "hive", schema: "sales", snapshotColumn: "commit" });
  expect(trinoOptions("http://ann@localhost:1/HIVE/Sales")).toMatchObject({
    catalog: "hive",
    schema: "sales",
  });
  expect(trino(given).name).toBe("trino hive.sales");
});

it.each<[option: string, value: unknown]>([
  ["snapshotColumn", 5],
  ["snapshotColumn", "  "],
  ["publish", "views"],
  ["tidyAfterMillis", -1],
  ["tidyAfterMillis", Number.NaN],
  ["schemaLocation", ""],
  ["auth", "s3cret"],
  ["auth", {}],
  ["auth", null],
  ["client", 5],
  ["tables", {}],
  ["tables", null],
])("%s cannot be %j", (option, value) => {
  const open = () => trino({ ...options, [option]: value } as never);
  expect(open).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID", details: { option } }));
  expect(open).not.toThrow("s3cret");
});

it.each(["snapshot", "sluice_key", "Sluice_Floor", "sluice_base"])(
  "an asset cannot have a column %s, which its view or its table needs",
  (name) => {
    const asset = defineAsset({ key: "orders", type: table({ id: int64(), [name]: int64() }) });
    expect(() => hiveNames(asset.description, options)).toThrow("needs for itself");
  },
);

it("a comment of an asset that reads like ours is not taken for it", () => {
  const own = "sluice asset sales/orders schema 0123abcd at s3://lake/sales/orders/_table/";
  const owner = { asset: "sales/orders", schema: "0123abcd", location: "s3://lake/sales/orders/_table/" };
  for (const comment of [
    "copy of sluice asset other schema abc at noon",
    "two\nlines (sluice asset x schema a at b)",
  ]) {
    expect(parseDataComment(`${comment} (${own})`)).toEqual(owner);
    expect(parseDataComment(`${comment} (${own} showing s3://lake/w1/)`)).toEqual({
      ...owner,
      shown: "s3://lake/w1/",
    });
  }
  expect(parseDataComment("copy of sluice asset other schema abc at noon")).toBeUndefined();
});
