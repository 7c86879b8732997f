import { defineAsset, hourly, int64, isSluiceError, string, table, timestamp, value } from "@sluice/sdk";
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

  it.each(["", "/a", "a/", "a//b", "a/../b", ".a", "a.b", "ä", "x".repeat(129), "a__data", "b/a__data_2"])(
    "the key %j",
    (key) => {
      expect(refused(() => defineAsset({ key, type }))).toBe(true);
    },
  );
});
