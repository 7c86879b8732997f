import { defineAsset, int32, sql, string, table, value } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("values");

/** Those that Trino's own tests take, and more. */
const values = [
  "hyphen-",
  "with.dot",
  "with:colon",
  "with/slash",
  "with\\backslash",
  "with\\\\backslashes",
  "with=equal",
  "with?question",
  "with!exclamation",
  "with%percent",
  "with%%percents",
  "with%2Fcoded",
  "with space",
  " leading",
  "trailing ",
  "with'single",
  'with"double',
  "with\"'both",
  "☂ ünïcödé 🜁 漢字",
  "new\nline\ttab",
  "#*[]{}^|<>&+,;~`@$",
  "..",
  // Folders have names of at most 255 bytes.
  "x".repeat(255 - "region=".length),
];

describe.each(["view", "table"] as const)("published as a %s", (publish) => {
  it("keeps special values as partitions, in SQL and in loads", { timeout: 300_000 }, async () => {
    const asset = defineAsset({
      key: `${lake.schema}/special_${publish}`,
      type: table({ id: int32(), region: string() }),
      partitions: { region: value("region") },
    });
    await using io = lake.open(lake.catalog({ publish }));
    const rows = values.map((region, id) => ({ id, region }));
    await io.store(asset, rows, { split: true });
    const all = await io.query(sql`SELECT id, region FROM ${asset} ORDER BY id`, { as: asset.type });
    expect(all).toEqual(rows);
    for (const row of rows) {
      const where = sql`SELECT id, region FROM ${asset} WHERE region = ${row.region}`;
      expect(await io.query(where, { as: asset.type })).toEqual([row]);
      expect(await io.load(asset, { partition: row.region })).toEqual([row]);
    }
    await io.store(
      asset,
      rows.map(({ id, region }) => ({ id: id + 100, region })),
      { split: true },
    );
    const again = await io.query(sql`SELECT id, region FROM ${asset} ORDER BY id`, { as: asset.type });
    expect(again.map(({ id }) => id)).toEqual(rows.map(({ id }) => id + 100));
  });
});
