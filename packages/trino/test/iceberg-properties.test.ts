import { defineAsset, given, int64, SluiceError, string, struct, table } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { checkColumnsSaid, icebergAssetOptions, tableProperties } from "../src/iceberg/asset-options.js";
import { propertyRefused } from "../src/iceberg/property-refused.js";
import type { IcebergSession } from "../src/iceberg/session.js";

const asset = (properties: Record<string, string | number | boolean | readonly string[]>) =>
  defineAsset({ key: "a", type: table({ id: int64() }), on: { iceberg: { properties } } }).description;
const made = (properties: Parameters<typeof asset>[0]) =>
  tableProperties(icebergAssetOptions(asset(properties)), []).slice(1);

describe("table properties", () => {
  it("of Iceberg go by the names of Trino where there is one", () => {
    const properties = {
      "write.parquet.compression-codec": "snappy",
      "commit.retry.num-retries": 7,
      "write.metadata.delete-after-commit.enabled": true,
      "write.metadata.previous-versions-max": "20",
      "write.object-storage.enabled": false,
      "write.target-file-size-bytes": 1024,
      "write.parquet.bloom-filter-enabled.column.ID": true,
    };
    expect(made(properties)).toEqual([
      ["compression_codec", "SNAPPY"],
      ["max_commit_retry", 7],
      ["delete_after_commit_enabled", true],
      ["max_previous_versions", 20],
      ["object_store_layout_enabled", false],
      ["target_max_file_size", "1024B"],
      ["parquet_bloom_filter_columns", ["id"]],
    ]);
    expect(made({ "write.parquet.compression-codec": "uncompressed" })).toEqual([
      ["compression_codec", "NONE"],
    ]);
  });

  it("of Iceberg that the server's release has no name for are sent as extra ones", () => {
    const properties = { "write.parquet.compression-codec": "snappy", "commit.retry.num-retries": 7 };
    const older = new Set(["max_commit_retry"]);
    expect(tableProperties(icebergAssetOptions(asset(properties)), [], older).slice(1)).toEqual([
      ["max_commit_retry", 7],
      ["extra_properties", new Map([["write.parquet.compression-codec", "snappy"]])],
    ]);
  });

  it("of others are sent as extra ones", () => {
    expect(made({ max_commit_retry: 3, "read.split.target-size": 1, "owner.team": "it's us" })).toEqual([
      ["max_commit_retry", 3],
      [
        "extra_properties",
        new Map([
          ["read.split.target-size", "1"],
          ["owner.team", "it's us"],
        ]),
      ],
    ]);
  });

  it.each(["format-version", "write.format.default", "extra_properties", "a b", ".a"])(
    "refuse %s",
    (name) => {
      expect(() => made({ [name]: "1" })).toThrow(JSON.stringify(name));
    },
  );

  it("have any name, and flags in any case", () => {
    expect(made({ constructor: "x" })).toEqual([["constructor", "x"]]);
    for (const value of ["TRUE", "true", true]) {
      expect(made({ "write.object-storage.enabled": value })).toEqual([
        ["object_store_layout_enabled", true],
      ]);
    }
    expect(made({ "write.object-storage.enabled": "False" })).toEqual([
      ["object_store_layout_enabled", false],
    ]);
  });

  it.each([
    ["write.object-storage.enabled", "yes"],
    ["write.parquet.bloom-filter-enabled.column.id", 1],
    ["commit.retry.num-retries", "many"],
    ["write.target-file-size-bytes", "1 GB"],
  ])("refuse %s as %s", (name, value) => {
    expect(() => made({ [name]: value })).toThrow(JSON.stringify(value));
  });

  it.each([
    ["properties", null],
    ["properties", ["a"]],
    ["properties", "a"],
    ["formatVersion", "2"],
    ["formatVersion", 4],
  ])("and other options refuse %s as %j", (name, value) => {
    const { description } = defineAsset({ key: "a", type: table({ id: int64() }) });
    expect(() => icebergAssetOptions({ ...description, on: { iceberg: { [name]: value } } })).toThrowError(
      expect.objectContaining({ code: "ASSET_INVALID" }),
    );
  });

  it.each([
    ["sortedBy", "nope"],
    ["sortedBy", "nope DESC NULLS LAST"],
    ["partitioning", "bucket(nope, 4)"],
    ["partitioning", '"no pe"'],
  ])("come with %s by columns there are, not by %s", (option, text) => {
    const said = (texts: readonly string[]) =>
      defineAsset({
        key: "a",
        type: table({ id: int64(), "a b": int64(), place: struct({ city: string() }) }),
        partitions: { run: given(string()) },
        on: { iceberg: { [option]: texts } },
      }).description;
    expect(() => checkColumnsSaid(said([text]))).toThrowError(
      expect.objectContaining({ code: "ASSET_INVALID", message: expect.stringContaining(option) }),
    );
    checkColumnsSaid(
      said(["ID", '"a b"', "run", '"place.city"', ...(option === "sortedBy" ? ["id DESC"] : [])]),
    );
  });

  it("that the catalog does not allow are named, with what to set", () => {
    const session = {
      asset: asset({ "owner.team": "us" }),
      names: { catalog: "lake" },
    } as never as IcebergSession;
    const refusal = (message: string) =>
      new SluiceError("QUERY_FAILED", {
        message,
        details: { engine: "trino", code: "INVALID_TABLE_PROPERTY" },
      });
    expect(propertyRefused(refusal("Illegal keys in extra_properties: [owner.team]"), session)).toMatchObject(
      {
        code: "ASSET_INVALID",
        hint: expect.stringContaining(
          "iceberg.allowed-extra-properties=owner.team in etc/catalog/lake.properties",
        ),
      },
    );
    expect(propertyRefused(refusal("table property 'x' does not exist"), session)).toMatchObject({
      code: "ASSET_INVALID",
      message: expect.stringContaining("'x' does not exist"),
    });
    const other = new Error("no");
    expect(propertyRefused(other, session)).toBe(other);
  });
});
