import { defineAsset, int64, type Receipt, table } from "@sluice/sdk";
import { describe, expect, it } from "vitest";
import { begun, expectInStep, open } from "./fake-lake.js";

const columns = { id: int64(), other: int64({ nullable: true }) };
/** The asset of the table that `begun` made, with what somebody says of it later. */
const assetWith = (partitioning?: readonly string[]) =>
  defineAsset({
    key: "sales/rows",
    type: table(columns),
    primaryKey: ["id"],
    mode: "append",
    schemaEvolution: "additive",
    on: { iceberg: partitioning === undefined ? {} : { partitioning } },
  });
const missing = { code: "CAPABILITY_MISSING" };

async function lake(partitioning: string | undefined) {
  const { server, store } = await begun();
  if (partitioning !== undefined) server.table.properties.set("partitioning", partitioning);
  const io = open(server, store);
  const upsert = (says?: readonly string[]): Promise<Receipt> =>
    io.store(assetWith(says), [{ id: 2, other: 3 }], { mode: "upsert" });
  return { server, io, upsert };
}

describe("where an upsert finds its rows is decided by the table there is", () => {
  it("one in places that the key does not say is refused, whatever the asset says, and stays as it is", async () => {
    const { server, io, upsert } = await lake("ARRAY['bucket(other, 4)']");
    const columns = new Map(server.table.columns);
    for (const says of [undefined, [], ["bucket(id, 4)"]])
      await expect(upsert(says)).rejects.toMatchObject(missing);
    const { refusals, statements } = await io.plan(assetWith(), { mode: "upsert" });
    expect([refusals, statements]).toEqual([[expect.objectContaining(missing)], []]);
    expect(server.table.columns).toEqual(columns);
    expect(server.begun).toHaveLength(1);
  });

  it("one in places that the key says is taken, whatever the asset says", async () => {
    const { io, upsert } = await lake("ARRAY['bucket(id, 4)']");
    const { refusals } = await io.plan(assetWith(["bucket(other, 4)"]), { mode: "upsert" });
    expect(refusals).toEqual([]);
    expect(await upsert(["bucket(other, 4)"])).toMatchObject({ snapshot: 2 });
  });

  it("and by the asset where there is none", async () => {
    const { server, upsert } = await lake(undefined);
    server.history.length = 0;
    server.table.comment = undefined;
    await expect(upsert(["bucket(other, 4)"])).rejects.toMatchObject(missing);
    expect(server.table.comment).toBeUndefined();
  });

  it("of the format version 1 no row is changed, whatever the asset says", async () => {
    const { server, io, upsert } = await lake(undefined);
    server.table.properties.set("format_version", "1");
    await expect(upsert()).rejects.toMatchObject(missing);
    await expect(io.delete(assetWith(), { where: { id: 1 } })).rejects.toMatchObject(missing);
    expect(server.begun).toHaveLength(1);
    await expectInStep(server, io);
  });
});
