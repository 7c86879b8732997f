import { connectStack } from "@sluice/testkit/stack";
import { isTrinoError, type StatementClient, statementClient } from "@sluice/trino/client";
import { trinoClient } from "@sluice/trino/trino-client";
import { decimal } from "@sluice/type-mapping";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trinoDialect } from "../src/dialect.js";

const { literal } = trinoDialect;
let stack: Awaited<ReturnType<typeof connectStack>>;
beforeAll(async () => {
  stack = await connectStack();
});
afterAll(() => stack?.stop());

describe.each([
  ["statementClient", statementClient],
  ["trinoClient", trinoClient],
])("a real Trino through %s", (name, open) => {
  const source = `transports-${name}-${Date.now()}`;
  let client: StatementClient;
  beforeAll(() => {
    client = open({ server: stack.trino.url, user: "trino", source, deadlineMillis: 100_000 });
  });

  const values: [sql: string, value: unknown][] = [
    ["true", true],
    ["BIGINT '9007199254740991'", 2n ** 53n - 1n],
    ["BIGINT '-9007199254740991'", 1n - 2n ** 53n],
    ["INTEGER '-2147483648'", -2147483648],
    ["DOUBLE '1.7976931348623157E308'", Number.MAX_VALUE],
    ["DOUBLE '1e16'", 1e16],
    ["nan()", Number.NaN],
    ["REAL '0.1'", Math.fround(0.1)],
    ["DECIMAL '12345678901234567890123456789012345.123'", "12345678901234567890123456789012345.123"],
    ["'it''s ü🦋'", "it's ü🦋"],
    ["X'00ff61'", new Uint8Array([0, 255, 97])],
    ["DATE '9999-12-31'", "9999-12-31"],
    ["TIME '23:59:59.999999'", "23:59:59.999999"],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", "1969-12-31T23:59:59.999999"],
    ["TIMESTAMP '2024-05-01 10:00:00.123456 +02:00'", "2024-05-01T08:00:00.123456Z"],
    [`JSON '{"a":9007199254740993}'`, '{"a":9007199254740993}'],
    ["IPADDRESS '::1'", "::1"],
    ["INTERVAL '1' HOUR", "0 01:00:00.000"],
    ["INTERVAL '2' MONTH", "0-2"],
    ["ARRAY[BIGINT '7', NULL]", [7n, null]],
    [
      "MAP(ARRAY[BIGINT '9223372036854775807'], ARRAY[DATE '2024-01-01'])",
      new Map([[2n ** 63n - 1n, "2024-01-01"]]),
    ],
    ["CAST(ROW(1, 'x') AS row(a bigint, b varchar))", { a: 1n, b: "x" }],
  ];
  it("gives values of every type exactly", async () => {
    const { rows } = await client.run(`SELECT ${values.map(([sql]) => sql).join(", ")}`);
    expect(rows).toStrictEqual([values.map(([, value]) => value)]);
  });

  for (const sql of [
    "BIGINT '9007199254740992'",
    "BIGINT '-9223372036854775808'",
    "ARRAY[BIGINT '9007199254740993']",
  ]) {
    it(`gives ${sql} exactly, or refuses it`, async () => {
      const running = client.run(`SELECT ${sql}`);
      if (client.capabilities.longIntegers) {
        const digits = BigInt(/-?\d+/.exec(sql)?.[0] as string);
        expect((await running).rows.flat(2)).toEqual([digits]);
      } else {
        await expect(running).rejects.toMatchObject({
          code: "CAPABILITY_MISSING",
          details: { capability: "longIntegers", plugin: "trino-client" },
        });
      }
    });
  }

  it("gives every row once, as rows and as batches", async () => {
    const select = "SELECT orderkey, linenumber, comment FROM tpch.tiny.lineitem";
    const seen = new Set<string>();
    for await (const page of (await client.stream(select)).rows)
      for (const [order, line] of page) seen.add(`${order} ${line}`);
    expect(seen.size).toBe(60_175);
    let count = 0;
    for await (const batch of (await client.batches(select)).batches) count += batch.numRows;
    expect(count).toBe(60_175);
  });

  it("says what a statement was, and its columns where there are no rows", async () => {
    const { columns, rows } = await client.run("SELECT 1 AS a, 'x' AS b WHERE false");
    expect([columns.map(({ name: column }) => column), rows]).toEqual([["a", "b"], []]);
    const set = await client.run("SET SESSION query_max_run_time = '5m'");
    expect(set).toMatchObject({ updateType: "SET SESSION", columns: [], rows: [] });
  });

  it("tells errors as the server names them", async () => {
    for (const [sql, code] of [
      ["SELEC 1", "SYNTAX_ERROR"],
      ["SELECT * FROM tpch.tiny.nope", "TABLE_NOT_FOUND"],
      ["SELECT 1 / x FROM (VALUES 0) t (x)", "DIVISION_BY_ZERO"],
      ["SELECT 1000 / (orderkey - 60000) FROM tpch.tiny.lineitem", "DIVISION_BY_ZERO"],
    ] as const) {
      const error = await client.run(sql).catch((thrown: unknown) => thrown);
      expect(isTrinoError(error, code), `${sql}: ${String(error)}`).toBe(true);
      expect(error).toMatchObject({ details: { queryId: expect.stringMatching(/^\d{8}_/), sql } });
    }
  });

  it("keeps nothing of one statement for the next", async () => {
    await client.run("SET SESSION query_max_run_time = '7m'");
    const shown = async (session?: Record<string, string>) =>
      (await client.run("SHOW SESSION LIKE 'query_max_run_time'", { ...(session && { session }) }))
        .rows[0]?.[1];
    const before = await shown();
    expect(before).not.toBe("7m");
    expect(await shown({ query_max_run_time: "3m" })).toBe("3m");
    expect(await shown()).toBe(before);
  });

  it("binds parameters and sends what a statement says for itself", async () => {
    const parameters = ["it's ü", { type: decimal(12, 2), value: "19.90" }, null, 5n];
    expect((await client.run("SELECT ?, ?, ?, ?", { parameters })).rows).toEqual([
      ["it's ü", "19.90", null, 5],
    ]);
    const { rows } = await client.run("SELECT current_user, current_catalog, current_timezone()", {
      catalog: "tpch",
      schema: "tiny",
      timeZone: "Asia/Kolkata",
    });
    expect(rows).toEqual([["trino", "tpch", "Asia/Kolkata"]]);
  });

  it("tells progress", async () => {
    const states: string[] = [];
    await client.run("SELECT count(*) FROM tpch.tiny.lineitem", {
      onProgress: ({ state }) => states.push(state),
    });
    expect(states.at(-1)).toBe("FINISHED");
  });

  it("ends at the deadline and when its caller gives up, and the query does not run on", async () => {
    const long = "SELECT * FROM tpch.sf100.lineitem";
    await expect(client.run(long, { deadlineMillis: 2_000 })).rejects.toMatchObject({
      details: { code: "DEADLINE_EXCEEDED" },
    });
    const controller = new AbortController();
    const running = client.run(long, { signal: controller.signal });
    setTimeout(() => controller.abort(), 1_000);
    await expect(running).rejects.toMatchObject({ code: "ABORTED" });
    for await (const _ of (await client.stream(long)).rows) break;
    const states = async () => {
      const { rows } = await client.run(
        `SELECT DISTINCT state FROM system.runtime.queries WHERE source = ${literal(source)} AND query LIKE '%sf100%' AND query NOT LIKE '%runtime%'`,
      );
      return rows.flat();
    };
    await expect.poll(states, { timeout: 60_000 }).toEqual(["FAILED"]);
  });

  it("has transactions, or refuses them", async () => {
    const work = client.transaction((tx) => tx.run("SELECT 1"));
    if (client.capabilities.transactions) expect((await work).rows).toEqual([[1]]);
    else await expect(work).rejects.toMatchObject({ details: { capability: "transactions" } });
  });
});
