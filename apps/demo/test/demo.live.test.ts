import { connectStack, type Stack } from "@sluice/testkit/stack";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkReplacedMonth, checkRun, tablesOf } from "./check-demo.js";
import { checkWhole } from "./check-whole.js";
import { trinoPlace } from "./trino-place.js";

const timeout = 600_000;
const columns = [
  ["date", "timestamp(3)"],
  ["delay", "bigint"],
  ["distance", "bigint"],
  ["origin", "varchar"],
  ["destination", "varchar"],
  ["month", "varchar"],
];

let stack: Stack;
let place: Awaited<ReturnType<typeof trinoPlace>>;
let client: StatementClient;

beforeAll(async () => {
  stack = await connectStack();
  // The demo looks for servers as anybody does.
  Object.assign(process.env, stack.environment);
  place = await trinoPlace();
  client = statementClient({ server: stack.trino.url, user: "reader" });
});
afterAll(async () => {
  await place?.close();
  await place?.remove();
  await stack?.stop();
});

describe("the demo on MinIO and Trino", () => {
  it("run twice gives the same tables, in less than 1 GB", { timeout }, async () => {
    const output = await checkRun(place);
    expect(output).toContain(`hive.${place.schema}.flights`);
    await checkWhole(place);
    const first = await tablesOf(place);
    await checkRun(place);
    await checkWhole(place);
    expect(await tablesOf(place)).toEqual(first);
  });

  it("makes a data table whose DDL can be read", async () => {
    const { rows } = await client.run(`SHOW CREATE TABLE hive.${place.schema}.flights__data`);
    const ddl = String(rows[0]?.[0]);
    expect(ddl.split("\n")).toEqual(
      expect.arrayContaining([
        `CREATE TABLE hive.${place.schema}.flights__data (`,
        "   date timestamp(3) COMMENT 'scheduled departure, local time',",
        "   delay bigint COMMENT 'minutes late at arrival; negative is early',",
        "   distance bigint COMMENT 'miles',",
        "   origin varchar COMMENT 'airport of departure',",
        "   destination varchar COMMENT 'airport of arrival',",
        "   month varchar COMMENT 'monthly of date',",
        "   format = 'PARQUET',",
        "   partitioned_by = ARRAY['month','snapshot']",
      ]),
    );
    expect(ddl).toContain("read flights instead");
  });

  it("shows its columns with their names and types", async () => {
    const { columns: shown, rows } = await client.run(`SELECT * FROM hive.${place.schema}.flights LIMIT 5`);
    expect(shown.map(({ name, type }) => [name, type])).toEqual(columns);
    expect(rows).toHaveLength(5);
    for (const [date, delay, distance, origin, destination, month] of rows) {
      expect(String(date)).toMatch(/^2001-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
      expect([typeof delay, typeof distance]).toEqual(["bigint", "bigint"]);
      expect([origin, destination].every((airport) => /^\w{3}$/.test(String(airport)))).toBe(true);
      expect(month).toBe(String(date).slice(0, 7));
    }
    const listed = await client.run(
      `SELECT column_name, data_type FROM hive.information_schema.columns
       WHERE table_schema = '${place.schema}' AND table_name = 'flights' ORDER BY ordinal_position`,
    );
    expect(listed.rows).toEqual(columns);
  });

  it("keeps seven months, each once, when one of them is replaced", { timeout }, async () => {
    await checkReplacedMonth(place);
  });
});
