import { describe, expect, it } from "vitest";
import { createdTable } from "../src/iceberg/created-table.js";
import {
  durationMillis,
  expireSnapshots,
  findOld,
  findSize,
  findSmall,
  optimize,
  removeOrphans,
} from "../src/iceberg/maintenance-statements.js";
import type { IcebergSession } from "../src/iceberg/session.js";

const names = { catalog: "iceberg", schema: "sales", table: "orders" };

describe("maintenance", () => {
  it("is made of these statements", async () => {
    const relation = "iceberg.sales.orders";
    const statements = [
      optimize(relation, 1024 ** 2),
      expireSnapshots(relation, 604_800_000),
      removeOrphans(relation, 604_800_000),
      findSize(names),
      findSmall(names, 1024 ** 2),
      findOld(names, 1500),
    ];
    await expect(statements.join(";\n\n")).toMatchFileSnapshot("./golden/iceberg-maintenance.sql");
  });

  it("finds the location of a table, and takes no comment for it", async () => {
    const created = (text: string) =>
      createdTable({ names, run: async () => ({ rows: [[text]] }) } as unknown as IcebergSession);
    const made = await created(
      "CREATE TABLE a.b.c (\n   location varchar COMMENT '\n   location = ''s3://other/a'',\n'\n)\nWITH (\n   format = 'PARQUET',\n   location = 's3://it''s/a'\n)",
    );
    expect(made.properties.get("location")).toBe("s3://it's/a");
    expect((await created("CREATE TABLE a (\n   id bigint\n)")).properties.get("location")).toBeUndefined();
  });

  it.each([
    ["7.00d", 604_800_000],
    ["0.00s", 0],
    ["1.5h", 5_400_000],
    ["90.00m", 5_400_000],
    ["250ms", 250],
    ["soon", undefined],
  ])("reads the duration %s", (text, millis) => {
    expect(durationMillis(text)).toBe(millis);
  });
});
