import { defineAsset, int64, string, table, value } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { describe, expect, it } from "vitest";
import { liveLake } from "./live-lake.js";

const lake = liveLake("iceformat", { catalog: "iceberg", tables: iceberg() });
const rowsOf = async (name: string) =>
  (await lake.client.run(`SELECT id FROM iceberg.${lake.schema}.${name} ORDER BY id`)).rows;
const timeout = 240_000;
const versioned = (name: string, formatVersion?: 1 | 2) =>
  defineAsset({
    key: `${lake.schema}/${name}`,
    type: table({ id: int64() }),
    primaryKey: ["id"],
    on: { iceberg: formatVersion === undefined ? {} : { formatVersion } },
  });
const missing = (hint: string) => ({ code: "CAPABILITY_MISSING", hint: expect.stringContaining(hint) });

describe("a table of format version 1", () => {
  it("is refused a replace before a byte, the first too, and takes appends", { timeout }, async () => {
    await using io = lake.open();
    const asset = versioned("old", 1);
    const refused = missing('mode: "append"');
    for (const count of [0, 1]) {
      await expect(io.store(asset, [{ id: 9 }])).rejects.toMatchObject(refused);
      expect((await io.plan(asset)).refusals).toEqual([expect.objectContaining(refused)]);
      expect(await filesOf("old")).toBe(count);
      await io.store(asset, [{ id: count }], { mode: "append" });
    }
    expect(await rowsOf("old")).toEqual([[0n], [1n]]);
    await expect(io.rollback(asset, { to: 1 })).rejects.toMatchObject(refused);
  });

  it("is refused a replace of partitions", { timeout }, async () => {
    await using io = lake.open();
    const asset = defineAsset({
      key: `${lake.schema}/parts`,
      type: table({ id: int64(), region: string() }),
      partitions: { region: value("region") },
      on: { iceberg: { formatVersion: 1 } },
    });
    const rows = [{ id: 1, region: "a" }];
    await io.store(asset, rows, { split: true, mode: "append" });
    await expect(io.store(asset, rows, { split: true })).rejects.toMatchObject(missing("formatVersion: 2"));
    expect(await filesOf("parts")).toBe(1);
  });

  it.each([2, undefined] as const)(
    "takes everything once it is replaced whole as %s",
    {
      timeout,
    },
    async (version) => {
      await using io = lake.open();
      const name = `grown_${version ?? "usual"}`;
      await io.store(versioned(name, 1), [{ id: 1 }], { mode: "append" });
      const asset = versioned(name, version);
      await expect(io.store(asset, [{ id: 1 }], { mode: "upsert" })).rejects.toMatchObject(
        missing("Say { formatVersion: 2 } and replace the whole asset once"),
      );
      const { statements } = await io.plan(asset);
      expect(statements[0]).toMatch(/SET PROPERTIES format_version = 2$/);
      await io.store(asset, [{ id: 2 }]);
      await io.store(asset, [{ id: 2 }, { id: 3 }], { mode: "upsert" });
      await io.delete(asset, { where: { id: 3 } });
      expect(await rowsOf(name)).toEqual([[2n]]);
      await expect(io.store(versioned(name, 1), [{ id: 4 }])).rejects.toMatchObject({
        code: "CAPABILITY_MISSING",
      });
      await io.rollback(asset, { to: 1 });
      expect(await rowsOf(name)).toEqual([[1n]]);
    },
  );
});

/** How many files were put for rows. */
async function filesOf(name: string): Promise<number> {
  let count = 0;
  for await (const { key } of lake.store().list(`${lake.schema}/${name}/data/`)) count += key === "" ? 0 : 1;
  return count;
}
