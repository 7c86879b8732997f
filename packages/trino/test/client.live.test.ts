import type { SqlValue } from "@sluice/sdk/plugin";
import { connectStack } from "@sluice/testkit/stack";
import { isTrinoError, type StatementClient, statementClient } from "@sluice/trino/client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "../src/client/query.js";
import { readTypeSignature, type TypeSignature } from "../src/client/type-signature.js";
import { printTypeText } from "../src/client/type-text.js";
import { trinoDialect } from "../src/dialect.js";

let stack: Awaited<ReturnType<typeof connectStack>>;
let client: StatementClient;
beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "trino", deadlineMillis: 60_000 });
});
afterAll(() => stack?.stop());

const { identifier, literal } = trinoDialect;

describe("values of a real Trino", () => {
  const values: [sql: string, type: string, value: unknown][] = [
    ["true", "boolean", true],
    ["TINYINT '-128'", "tinyint", -128],
    ["SMALLINT '32767'", "smallint", 32767],
    ["INTEGER '-2147483648'", "integer", -2147483648],
    ["BIGINT '9223372036854775807'", "bigint", 2n ** 63n - 1n],
    ["BIGINT '-9223372036854775808'", "bigint", -(2n ** 63n)],
    ["BIGINT '9007199254740993'", "bigint", 2n ** 53n + 1n],
    ["BIGINT '7'", "bigint", 7n],
    ["DOUBLE '1.7976931348623157E308'", "double", Number.MAX_VALUE],
    ["DOUBLE '4.9E-324'", "double", Number.MIN_VALUE],
    ["DOUBLE '0.1'", "double", 0.1],
    ["DOUBLE '-0.0'", "double", -0],
    ["nan()", "double", Number.NaN],
    ["infinity()", "double", Number.POSITIVE_INFINITY],
    ["-infinity()", "double", Number.NEGATIVE_INFINITY],
    ["REAL '0.1'", "real", Math.fround(0.1)],
    ["REAL '3.4028235E38'", "real", 3.4028234663852886e38],
    ["CAST(nan() AS real)", "real", Number.NaN],
    [
      "DECIMAL '99999999999999999999999999999999999.123'",
      "decimal(38,3)",
      "99999999999999999999999999999999999.123",
    ],
    [
      "DECIMAL '-0.00000000000000000000000000000000000001'",
      "decimal(38,38)",
      "-0.00000000000000000000000000000000000001",
    ],
    ["CAST(1.5 AS decimal(12,2))", "decimal(12,2)", "1.50"],
    ["'it''s \\ \"ü🦋\n[1234567890123456789,'", "varchar(32)", "it's \\ \"ü🦋\n[1234567890123456789,"],
    ["CAST('a' AS char(3))", "char(3)", "a  "],
    ["X'00ff61'", "varbinary", new Uint8Array([0, 255, 97])],
    ["X''", "varbinary", new Uint8Array()],
    ["DATE '0001-01-01'", "date", "0001-01-01"],
    ["DATE '9999-12-31'", "date", "9999-12-31"],
    ["TIME '23:59:59.999999'", "time(6)", "23:59:59.999999"],
    ["TIME '01:02:03.123 +05:30'", "time(3) with time zone", "01:02:03.123+05:30"],
    ["TIMESTAMP '2024-05-01 10:00:00'", "timestamp(0)", "2024-05-01T10:00:00"],
    ["TIMESTAMP '2024-05-01 10:00:00.120'", "timestamp(3)", "2024-05-01T10:00:00.120"],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", "timestamp(6)", "1969-12-31T23:59:59.999999"],
    ["TIMESTAMP '2024-05-01 10:00:00.123456789'", "timestamp(9)", "2024-05-01T10:00:00.123456789"],
    ["TIMESTAMP '9999-12-31 23:59:59.123456789012'", "timestamp(12)", "9999-12-31T23:59:59.123456789012"],
    [
      "TIMESTAMP '2024-05-01 10:00:00.123456 UTC'",
      "timestamp(6) with time zone",
      "2024-05-01T10:00:00.123456Z",
    ],
    ["TIMESTAMP '2024-05-01 00:30:00.5 +05:30'", "timestamp(1) with time zone", "2024-04-30T19:00:00.5Z"],
    [
      "TIMESTAMP '2024-05-01 10:00:00.123 Europe/Paris'",
      "timestamp(3) with time zone",
      "2024-05-01T08:00:00.123Z",
    ],
    [
      "TIMESTAMP '2024-01-01 10:00:00.123456789012 America/New_York'",
      "timestamp(12) with time zone",
      "2024-01-01T15:00:00.123456789012Z",
    ],
    [
      "TIMESTAMP '1850-01-01 10:00:00.000 Europe/Paris'",
      "timestamp(3) with time zone",
      "1850-01-01T09:50:39.000Z",
    ],
    ["UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'", "uuid", "12151fd2-7586-11e9-8f9e-2a86e4085a59"],
    [`JSON '{"a":9007199254740993}'`, "json", '{"a":9007199254740993}'],
    ["IPADDRESS '::1'", "ipaddress", "::1"],
    ["INTERVAL '1' HOUR", "interval day to second", "0 01:00:00.000"],
    ["INTERVAL '2' MONTH", "interval year to month", "0-2"],
    ["ARRAY[BIGINT '9223372036854775807', NULL]", "array(bigint)", [2n ** 63n - 1n, null]],
    ["ARRAY[]", "array(unknown)", []],
    [
      "MAP(ARRAY['a', '__proto__', '7'], ARRAY[X'00', NULL, X'01'])",
      "map(varchar(9), varbinary)",
      new Map<string, unknown>([
        ["7", new Uint8Array([1])],
        ["a", new Uint8Array([0])],
        ["__proto__", null],
      ]),
    ],
    [
      "MAP(ARRAY[BIGINT '-9223372036854775808'], ARRAY[DATE '2024-01-01'])",
      "map(bigint, date)",
      new Map([[-(2n ** 63n), "2024-01-01"]]),
    ],
    [
      "MAP(ARRAY[1e10, nan()], ARRAY[1, 2])",
      "map(double, integer)",
      new Map([
        [1e10, 1],
        [Number.NaN, 2],
      ]),
    ],
    ["MAP(ARRAY[true], ARRAY[1])", "map(boolean, integer)", new Map([[true, 1]])],
    [
      "MAP(ARRAY[TIMESTAMP '2024-05-01 10:00:00.000001'], ARRAY[1])",
      "map(timestamp(6), integer)",
      new Map([["2024-05-01T10:00:00.000001", 1]]),
    ],
    [
      "MAP(ARRAY[TIMESTAMP '2024-05-01 10:00:00.5 Europe/Paris'], ARRAY[1])",
      "map(timestamp(1) with time zone, integer)",
      new Map([["2024-05-01T08:00:00.5Z", 1]]),
    ],
    [
      "MAP(ARRAY[X'00ff61'], ARRAY[1])",
      "map(varbinary, integer)",
      new Map([[new Uint8Array([0, 255, 97]), 1]]),
    ],
    ["MAP(ARRAY[DECIMAL '1.50'], ARRAY[1])", "map(decimal(3,2), integer)", new Map([["1.50", 1]])],
    ["MAP(ARRAY[REAL '0.1'], ARRAY[1])", "map(real, integer)", new Map([[Math.fround(0.1), 1]])],
    [
      `CAST(ROW(1, ROW(ARRAY[MAP(ARRAY['k'], ARRAY[TIMESTAMP '2024-05-01 10:00:00.000001'])], NULL)) AS row("a b, (c" bigint, r row(list array(map(varchar, timestamp(6))), "say ""hi""" varbinary)))`,
      'row("a b, (c" bigint, r row(list array(map(varchar, timestamp(6))), "say ""hi""" varbinary))',
      { "a b, (c": 1n, r: { list: [new Map([["k", "2024-05-01T10:00:00.000001"]])], 'say "hi"': null } },
    ],
    ["ROW(1, 'x')", "row(integer, varchar(1))", { field0: 1, field1: "x" }],
  ];
  for (const [sql, type, value] of values) {
    it(sql, async () => {
      const result = await client.run(`SELECT ${sql} AS v, CAST(NULL AS boolean) AS n`);
      expect(result.rows).toStrictEqual([[value, null]]);
      expect(result.columns.map(({ name }) => name)).toEqual(["v", "n"]);
      expect(result.columns[0]?.type).toBe(type);
    });
  }

  it("all of them in one row", async () => {
    const result = await client.run(`SELECT ${values.map(([sql]) => sql).join(", ")}`);
    expect(result.rows).toStrictEqual([values.map(([, , value]) => value)]);
  });

  it("NULL of no type", async () => {
    expect((await client.run("SELECT NULL")).rows).toEqual([[null]]);
  });

  it("an instant of two meanings is an error, and its hint cures it", async () => {
    const instant = "from_unixtime(1729992600, 'Europe/Paris')"; // 2024-10-27T01:30:00Z, 02:30 for the second time
    await expect(client.run(`SELECT ${instant}`)).rejects.toSatisfy((error) =>
      isTrinoError(error, "INSTANT_AMBIGUOUS"),
    );
    expect((await client.run(`SELECT ${instant} AT TIME ZONE 'UTC'`)).rows).toEqual([
      ["2024-10-27T01:30:00.000Z"],
    ]);
  });

  it("the time zone of the session is UTC unless told", async () => {
    const zone = async (timeZone?: string) => {
      const asking = statementClient({
        server: stack.trino.url,
        user: "trino",
        ...(timeZone && { timeZone }),
      });
      return (await asking.run("SELECT current_timezone()")).rows[0]?.[0];
    };
    expect(await zone()).toBe("UTC");
    expect(await zone("Asia/Kolkata")).toBe("Asia/Kolkata");
  });
});

describe("statements of a real Trino", () => {
  it("streams tpch.tiny.lineitem page by page, every row once", async () => {
    const { rows, columns } = await client.stream(
      "SELECT orderkey, linenumber, comment FROM tpch.tiny.lineitem",
    );
    expect(columns.map(({ type }) => type)).toEqual(["bigint", "integer", "varchar(44)"]);
    const seen = new Set<string>();
    let pages = 0;
    for await (const page of rows) {
      pages++;
      for (const [order, line] of page) seen.add(`${order} ${line}`);
    }
    expect(seen.size).toBe(60_175);
    expect(pages).toBeGreaterThan(1);
  });

  it("tells what a statement did, and how many rows it wrote", async () => {
    const schema = `iceberg.client_${Date.now()}`;
    await client.run(
      `CREATE SCHEMA ${schema} WITH (location = ${literal(`s3://${stack.s3.bucket}/${schema}`)})`,
    );
    const { updateType } = await client.run(`CREATE TABLE ${schema}.t (id bigint)`);
    expect(updateType).toBe("CREATE TABLE");
    const insert = await client.run(`INSERT INTO ${schema}.t SELECT * FROM UNNEST(sequence(1, 1000))`);
    expect(insert).toMatchObject({ updateType: "INSERT", updateCount: 1000, rows: [[1000n]] });
    await client.run(`DROP SCHEMA ${schema} CASCADE`);
  });

  it("carries session properties with odd characters", async () => {
    const session = { query_max_run_time: "7m", exchange_compression_codec: "NONE" };
    const { rows } = await client.run("SHOW SESSION LIKE 'query_max_run_time'", { session });
    expect(rows[0]?.[1]).toBe("7m");
    await expect(client.run("SELECT 1", { session: { query_max_run_time: "a,b=c d" } })).rejects.toThrow(
      /a,b=c d/,
    );
  });

  it("names what is wrong, and where", async () => {
    const error = await client
      .run("SELECT 1,\n  nope FROM tpch.tiny.nation")
      .catch((error: unknown) => error);
    expect(isTrinoError(error, "COLUMN_NOT_FOUND")).toBe(true);
    expect(error).toMatchObject({ details: { line: 2, column: 3, type: "USER_ERROR" } });
    await expect(client.run("SELEC 1")).rejects.toSatisfy((error) => isTrinoError(error, "SYNTAX_ERROR"));
    await expect(client.run("SELECT 1/0")).rejects.toSatisfy((error) =>
      isTrinoError(error, "DIVISION_BY_ZERO"),
    );
    await expect(client.run("SELECT * FROM tpch.tiny.nope")).rejects.toSatisfy((error) =>
      isTrinoError(error, "TABLE_NOT_FOUND"),
    );
  });

  async function stateOf(queryId: string): Promise<unknown> {
    const { rows } = await client.run(
      `SELECT state, error_code FROM system.runtime.queries WHERE query_id = ${literal(queryId)}`,
    );
    return rows[0];
  }
  const long = "SELECT a.comment, count(*) FROM tpch.sf100.lineitem a GROUP BY 1";

  async function idOf(tag: string): Promise<string | undefined> {
    const { rows } = await client.run(
      `SELECT query_id FROM system.runtime.queries WHERE source = ${literal(tag)} AND state = 'RUNNING'`,
    );
    return rows[0]?.[0] as string | undefined;
  }

  it("an abort really cancels the query", async () => {
    const source = `abort-${Date.now()}`;
    const controller = new AbortController();
    const asking = statementClient({ server: stack.trino.url, user: "trino", source });
    const running = asking.run(long, { signal: controller.signal });
    running.catch(() => {});
    await expect.poll(() => idOf(source), { timeout: 30_000, interval: 200 }).toBeDefined();
    const queryId = (await idOf(source)) as string;
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "ABORTED" });
    await expect.poll(() => stateOf(queryId), { timeout: 15_000 }).toEqual(["FAILED", "USER_CANCELED"]);
  });

  it("a deadline cancels the query", async () => {
    const error = await client.run(long, { deadlineMillis: 2_000 }).catch((error: unknown) => error);
    expect(isTrinoError(error, "DEADLINE_EXCEEDED")).toBe(true);
    if (!isTrinoError(error)) return;
    const { queryId = "" } = error.details;
    await expect.poll(() => stateOf(queryId), { timeout: 15_000 }).toEqual(["FAILED", "USER_CANCELED"]);
  });

  it("leaving the loop cancels the query", async () => {
    const { rows, queryId } = await client.stream("SELECT * FROM tpch.sf100.lineitem");
    for await (const _ of rows) break;
    await expect.poll(() => stateOf(queryId), { timeout: 15_000 }).toEqual(["FAILED", "USER_CANCELED"]);
  });

  it("many at once do not get in each other's way", async () => {
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const results = await Promise.all(
      numbers.map((n) => client.run(`SELECT ${n}, current_schema`, { catalog: "tpch", schema: `sf${n}` })),
    );
    expect(results.map(({ rows }) => rows[0])).toEqual(numbers.map((n) => [n, `sf${n}`]));
  });
});

describe("the dialect in a real Trino", () => {
  const exact: SqlValue[] = [
    "",
    "it's",
    "\\",
    "%_",
    "a\nb\r\t",
    "ü🦋'\"",
    "-- x",
    "'; DROP TABLE t --",
    "{fn}",
    "?",
    true,
    false,
    null,
    0,
    1.5,
    -0,
    1e300,
    5e-324,
    -1e-7,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    2n ** 63n - 1n,
  ];
  it("literals come back as they went", async () => {
    const { rows } = await client.run(`SELECT ${exact.map(literal).join(", ")}`);
    const back = exact.map((value) =>
      value === 2n ** 63n - 1n || typeof value !== "bigint" ? value : String(value),
    );
    expect(rows).toStrictEqual([back]);
  });

  it("numbers, big numbers and dates", async () => {
    const values: [SqlValue, unknown][] = [
      [-5, -5],
      [2 ** 31, 2n ** 31n],
      [-(2n ** 63n), -(2n ** 63n)],
      [2n ** 63n, "9223372036854775808"],
      [-(10n ** 38n - 1n), `-${"9".repeat(38)}`],
      [new Date("2024-05-01T10:00:00.123Z"), "2024-05-01T10:00:00.123"],
      [new Date("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00.000"],
      [new Date("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999"],
    ];
    const { rows } = await client.run(`SELECT ${values.map(([value]) => literal(value)).join(", ")}`);
    expect(rows).toStrictEqual([values.map(([, back]) => back)]);
    expect(
      (await client.run(`SELECT 1-${literal(-5)}, 1 -${literal(Number.NEGATIVE_INFINITY)}`)).rows,
    ).toEqual([[6, Number.POSITIVE_INFINITY]]);
  });

  it("any string is a literal", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((one) => !one.includes("\0"));
    const texts = fc.sample(text, 2_000);
    const { rows } = await client.run(
      `SELECT * FROM (VALUES ${texts.map((one, i) => `(${i}, ${literal(one)})`).join(", ")})`,
    );
    expect(new Map(rows.map(([i, one]) => [i, one]))).toEqual(new Map(texts.map((one, i) => [i, one])));
  });

  it("any string is a name", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((one) => !one.includes("\0"));
    const names = [
      ...fc.sample(text, 300),
      "order",
      "Select",
      "current_date",
      'a"b',
      "a.b",
      "skip",
      "primary",
      "auto",
    ];
    const { columns, rows } = await client.run(
      `SELECT ${names.map((name, i) => `${i} AS ${identifier(name)}`).join(", ")}`,
    );
    expect(columns.map(({ name }) => name)).toEqual(names);
    expect(rows[0]).toEqual(names.map((_, i) => i));
  });

  it("no bare word needs quotes: every reserved word of the server is known", async () => {
    const words = [
      "absent",
      "add",
      "all",
      "any",
      "array",
      "asc",
      "at",
      "catalog",
      "column",
      "comment",
      "count",
      "data",
      "date",
      "day",
      "default",
      "desc",
      "double",
      "filter",
      "first",
      "format",
      "functions",
      "graph",
      "if",
      "interval",
      "json",
      "key",
      "last",
      "lateral",
      "level",
      "limit",
      "map",
      "match",
      "merge",
      "month",
      "next",
      "no",
      "offset",
      "only",
      "option",
      "over",
      "partition",
      "path",
      "position",
      "range",
      "row",
      "rows",
      "schema",
      "set",
      "show",
      "some",
      "start",
      "table",
      "time",
      "timestamp",
      "to",
      "try",
      "type",
      "update",
      "use",
      "user",
      "view",
      "window",
      "year",
      "zone",
    ];
    const list = words.map((word) => identifier(word));
    const { columns } = await client.run(
      `SELECT ${list.join(", ")} FROM (VALUES (${list.map((_, i) => i).join(", ")})) AS t (${list.join(", ")})`,
    );
    expect(columns.map(({ name }) => name)).toEqual(words);
  });
});

describe("type signatures of a real Trino", () => {
  it("are read as the types they name", async () => {
    const type =
      'row("a b" decimal(10,2), m map(varchar(3), array(timestamp(6) with time zone)), "select" row(x char(3)))';
    const first = await fetch(`${stack.trino.url}/v1/statement`, {
      method: "POST",
      headers: { "x-trino-user": "trino", "x-trino-client-capabilities": "PARAMETRIC_DATETIME" },
      body: `SELECT CAST(NULL AS ${type})`,
    });
    let page = (await first.json()) as Page;
    while (page.columns === undefined) page = (await (await fetch(page.nextUri as string)).json()) as Page;
    const signature = page.columns[0]?.typeSignature as TypeSignature;
    expect(printTypeText(readTypeSignature(signature))).toBe(type.replace('"select"', "select"));
    if (page.nextUri) await fetch(page.nextUri, { method: "DELETE" });
  });
});
