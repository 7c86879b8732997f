import { type Column, defineAsset, defineSource, int64, sql, table, timestamp } from "@sluice/sdk";
import type { UnloadRequest } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { trino } from "../src/index.js";
import { type FakeClient, fakeClient } from "./fake-client.js";
import { fakeContext, options } from "./fake-context.js";

const elsewhere = defineSource({
  key: "elsewhere",
  type: table({ id: int64(), at: timestamp(9) }),
  on: { trino: { table: "other_hive.sales.orders" } },
});
const request: UnloadRequest = {
  statement: sql`SELECT id, at FROM ${elsewhere}`,
  write: "0a",
  folder: "copies/orders/data/write=0a",
  format: "PARQUET",
  handler: "parquet",
  ignoreExtra: false,
};
/** A Trino in which every catalog is of the Hive connector, and the query has such a column `at`. */
function server(at: string, during: (statement: string) => void = () => {}): FakeClient {
  const columns = [
    { name: "id", type: "bigint" },
    { name: "at", type: at },
  ];
  return fakeClient((statement) => {
    during(statement);
    if (statement.includes("system.metadata.catalogs")) {
      return { rows: ["hive", "other_hive"].map((catalog) => [catalog, "hive"]) };
    }
    if (statement.startsWith("SELECT *")) return { columns };
    return statement.startsWith("SELECT count_if") ? { rows: [[0n, 0n]] } : { updateCount: 3 };
  });
}

async function unload(client: FakeClient, at: Column<unknown, unknown>, signal?: AbortSignal) {
  const { description } = defineAsset({ key: "copies/orders", type: table({ id: int64(), at }) });
  const context = { ...fakeContext(description, { signal }), open: () => fakeContext(description) };
  return trino({ ...options, client: () => client }).unload?.(request, context);
}

const drops = ({ asked }: FakeClient) =>
  asked.map(({ sql }) => sql).filter((each) => each.startsWith("DROP"));

describe("a query into files", () => {
  it("reads every digit of timestamps, also of a source in another Hive catalog", async () => {
    const client = server("timestamp(9)");
    expect(await unload(client, timestamp(9))).toEqual({ rows: 3 });
    const reading = client.asked.filter(({ sql }) => sql.includes("other_hive"));
    expect(reading.map(({ sql }) => sql.split(" ")[0])).toEqual(["SELECT", "CREATE"]);
    for (const { session } of reading) {
      expect(session).toMatchObject({
        "hive.timestamp_precision": "NANOSECONDS",
        "other_hive.timestamp_precision": "NANOSECONDS",
      });
    }
  });

  it.each([
    ["its table", "timestamp(9)", timestamp(9)],
    ["the table it looks at the clock with", "timestamp(3)", timestamp(3)],
  ])("takes %s away also when the caller has given up", async (_, type, column) => {
    const caller = new AbortController();
    const client = server(type, (statement) => {
      if (statement.startsWith("CREATE TABLE")) caller.abort();
    });
    await expect(unload(client, column, caller.signal)).rejects.toMatchObject({ code: "ABORTED" });
    const [made] = client.asked.flatMap(({ sql }) => /^CREATE TABLE (\S+)/.exec(sql)?.[1] ?? []);
    expect(drops(client)).toEqual([`DROP TABLE IF EXISTS ${made}`]);
  });
});
