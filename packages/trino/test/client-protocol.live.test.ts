import * as zlib from "node:zlib";
import { unpacker } from "@sluice/sdk/plugin";
import { connectStack } from "@sluice/testkit/stack";
import {
  type StatementClient,
  type StatementParameter,
  type StatementProgress,
  statementClient,
  type TypedParameter,
} from "@sluice/trino/client";
import { type LogicalType, parseTrinoType, typeText } from "@sluice/type-mapping";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { trinoDialect } from "../src/dialect.js";

let stack: Awaited<ReturnType<typeof connectStack>>;
let client: StatementClient;
const source = `protocol-${Date.now()}`;
beforeAll(async () => {
  stack = await connectStack();
  client = statementClient({ server: stack.trino.url, user: "trino", source, deadlineMillis: 100_000 });
});
afterAll(() => stack?.stop());

const { literal } = trinoDialect;

describe("batches of a real Trino", () => {
  it("hold what the rows hold", async () => {
    const select = `SELECT * FROM (VALUES
      (TRUE, TINYINT '-128', SMALLINT '7', INTEGER '-5', BIGINT '9223372036854775807', REAL '0.1', DOUBLE '-0.0',
        DECIMAL '12345678901234567890123456789012345.123', 'ü🦋', X'00ff', DATE '0001-01-01', TIME '23:59:59.999999',
        TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMP '2024-05-01 10:00:00.123456789',
        TIMESTAMP '2024-05-01 10:00:00.123456 UTC', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', JSON '{"a":1}',
        ARRAY[BIGINT '9007199254740993', NULL], MAP(ARRAY['k'], ARRAY[DATE '2024-01-01']),
        CAST(ROW(9007199254740995, NULL) AS ROW(a bigint, b varchar))),
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
    ) AS t (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, u) ORDER BY a NULLS LAST`;
    const { columns, rows } = await client.run(select);
    const { schema, batches } = await client.batches(select);
    expect(schema.fields.map(({ type }) => typeText(type))).toEqual(
      columns.map(({ type }) => typeText(parseTrinoType(type))),
    );
    const unpack = unpacker(schema);
    const unpacked: object[] = [];
    for await (const batch of batches) unpacked.push(...(unpack(batch) as object[]));
    expect(unpacked.map((row) => Object.values(row))).toStrictEqual(rows);
  });

  it("hold every row of a table, once", async () => {
    const { batches } = await client.batches("SELECT orderkey, linenumber, comment FROM tpch.tiny.lineitem");
    const seen = new Set<string>();
    for await (const batch of batches) {
      const [order, line] = [batch.getChild("orderkey"), batch.getChild("linenumber")];
      for (let row = 0; row < batch.numRows; row++) seen.add(`${order?.get(row)} ${line?.get(row)}`);
    }
    expect(seen.size).toBe(60_175);
  });

  for (const value of [
    "IPADDRESS '::1'",
    "INTERVAL '2' MONTH",
    "INTERVAL '1' DAY",
    "TIME '01:02:03 +05:30'",
    "TIMESTAMP '2024-05-01 10:00:00.123456789012'",
    "approx_set(1)",
    "ROW(1, 2)",
    "NULL",
  ]) {
    it(`${value} is refused with what to cast it to`, async () => {
      await expect(client.batches(`SELECT ${value} AS v`)).rejects.toMatchObject({
        details: { code: "TYPE_UNSUPPORTED" },
        hint: expect.stringMatching(/cast|to_milliseconds/i),
      });
    });
  }
});

describe("parameters of a real Trino", () => {
  const typed: TypedParameter[] = (
    [
      ["boolean", true],
      ["tinyint", -128],
      ["bigint", -(2n ** 63n)],
      ["real", Math.fround(0.1)],
      ["double", -0],
      ["double", Number.NaN],
      ["decimal(38,3)", "-12345678901234567890123456789012345.100"],
      ["varchar", "it's ? -- '; DROP TABLE t \\ \n ü🦋"],
      ["varbinary", new Uint8Array([0, 255])],
      ["date", "0001-01-01"],
      ["time(6)", "23:59:59.999999"],
      ["timestamp(6)", "1969-12-31T23:59:59.999999"],
      ["timestamp(9) with time zone", "2024-05-01T10:00:00.123456789Z"],
      ["uuid", "12151fd2-7586-11e9-8f9e-2a86e4085a59"],
      ["array(bigint)", [9007199254740993n, null]],
      ["map(varchar, date)", new Map([["k", "2024-01-01"]])],
      ['row("a b" bigint, c varchar)', { "a b": 1n, c: null }],
      ["varchar", null],
    ] as [string, unknown][]
  ).map(([type, value]) => ({ type: parseTrinoType(type) as LogicalType, value }));
  const plain: StatementParameter[] = [
    "x'y",
    5,
    2n ** 40n,
    0.5,
    false,
    null,
    new Date("2024-05-01T10:00:00Z"),
  ];
  const wanted = [
    ...typed.map(({ value }) => value),
    "x'y",
    5,
    2n ** 40n,
    0.5,
    false,
    null,
    "2024-05-01T10:00:00.000",
  ];

  for (const parametersIn of ["statement", "header"] as const) {
    it(`come back as they went, in the ${parametersIn}`, async () => {
      const asking = statementClient({ server: stack.trino.url, user: "trino", source, parametersIn });
      const parameters = [...typed, ...plain];
      const { rows } = await asking.run(`SELECT ${parameters.map(() => "?").join(", ")}, '?', 'it''s' -- ?`, {
        parameters,
      });
      expect(rows).toStrictEqual([[...wanted, "?", "it's"]]);
    });
  }

  it("filter, and name the place of a fault in the statement as it was written", async () => {
    const { rows } = await client.run("SELECT name FROM tpch.tiny.nation WHERE nationkey = ? LIMIT ?", {
      parameters: [7n, 1],
    });
    expect(rows).toEqual([["GERMANY"]]);
    const failing = client.run("SELECT nope FROM tpch.tiny.nation WHERE nationkey = ?", { parameters: [7] });
    await expect(failing).rejects.toMatchObject({
      details: { code: "COLUMN_NOT_FOUND", sql: "SELECT nope FROM tpch.tiny.nation WHERE nationkey = ?" },
    });
  });
});

describe("transactions of a real Trino", () => {
  const schema = `hive.${source.replace("-", "_")}`;
  beforeAll(async () => {
    await client.run(
      `CREATE SCHEMA ${schema} WITH (location = ${literal(`s3://${stack.s3.bucket}/${source}`)})`,
    );
  });
  afterAll(async () => {
    for (const table of await tables()) await client.run(`DROP TABLE ${schema}.${table}`);
    await client.run(`DROP SCHEMA ${schema}`);
  });
  const tables = async () =>
    (await client.run(`SHOW TABLES FROM ${schema}`)).rows.map(([name]) => String(name));
  const running = async () => {
    const { rows } = await client.run("SELECT transaction_id FROM system.runtime.transactions");
    return rows.map(([id]) => id);
  };

  it("are seen by themselves first, and by others after the commit", async () => {
    const id = await client.transaction(async (tx) => {
      await tx.run(`CREATE TABLE ${schema}.kept (id bigint)`);
      expect((await tx.run(`SELECT count(*) FROM ${schema}.kept`)).rows).toEqual([[0n]]);
      expect(await tables()).toEqual([]);
      expect(await running()).toContain(tx.id);
      return tx.id;
    });
    expect(await tables()).toEqual(["kept"]);
    expect(await running()).not.toContain(id);
  });

  it("leave nothing when the work throws, a statement fails or the caller aborts", async () => {
    let id = "";
    const controller = new AbortController();
    const works: [expected: object, last: (run: StatementClient["run"]) => Promise<unknown>][] = [
      [{ message: "mine" }, () => Promise.reject(new Error("mine"))],
      [{ details: { code: "TABLE_NOT_FOUND" } }, (run) => run(`SELECT * FROM ${schema}.nope`)],
      [{ code: "ABORTED" }, () => new Promise(() => controller.abort())],
    ];
    for (const [expected, last] of works) {
      const work = client.transaction(async (tx) => {
        id = tx.id;
        await tx.run(`CREATE TABLE ${schema}.gone (id bigint)`);
        await last(tx.run);
      }, controller);
      await expect(work).rejects.toMatchObject(expected);
      expect(await tables()).toEqual(["kept"]);
      expect(await running()).not.toContain(id);
    }
  });

  it("that only read refuse to write", async () => {
    const work = client.transaction((tx) => tx.run(`CREATE TABLE ${schema}.gone (id bigint)`), {
      readOnly: true,
    });
    await expect(work).rejects.toMatchObject({ details: { code: "READ_ONLY_VIOLATION" } });
  });
});

describe("spooled results of a real Trino", () => {
  const select = "SELECT * FROM tpch.tiny.lineitem ORDER BY orderkey, linenumber";

  it("are the rows the protocol itself brings, fetched from storage and acknowledged", async () => {
    const direct = statementClient({ server: stack.trino.url, user: "trino", source, spooling: false });
    const { rows: expected } = await direct.run(select);
    const fetching = vi.spyOn(globalThis, "fetch");
    try {
      const { rows } = await client.run(select);
      const urls = () => fetching.mock.calls.map(([url]) => String(url));
      const files = urls().filter((url) => !url.startsWith(stack.trino.url));
      expect(files.length).toBeGreaterThan(0);
      expect(files.every((url) => url.startsWith(`${stack.s3.endpoint}/`))).toBe(true);
      expect(rows).toHaveLength(60_175);
      expect(rows).toEqual(expected);
      const acknowledged = () => urls().filter((url) => url.includes("/v1/spooled/ack/")).length;
      await expect.poll(acknowledged).toBe(files.length);
      // What is acknowledged is deleted.
      const left = async () => (await fetch(files[0] as string)).status;
      await expect.poll(left, { timeout: 20_000 }).toBe(404);
    } finally {
      fetching.mockRestore();
    }
  });

  it.each(["json", "json+lz4", ...("zstdDecompress" in zlib ? ["json+zstd"] : [])])(
    "are the same rows in the encoding %s",
    async (encoding) => {
      const direct = statementClient({ server: stack.trino.url, user: "trino", source, spooling: false });
      const { rows: expected } = await direct.run(select);
      const wanted = "x-trino-query-data-encoding";
      const told = new Set<string>();
      const real = globalThis.fetch;
      const fetching = vi.spyOn(globalThis, "fetch").mockImplementation(async (url, init) => {
        const headers = new Headers(init?.headers);
        if (headers.has(wanted)) headers.set(wanted, encoding);
        const response = await real(url, { ...init, headers });
        if (!String(url).includes("/v1/statement")) return response;
        for (const [, each] of (await response.clone().text()).matchAll(/"data":\{"encoding":"([^"]+)"/g))
          told.add(each as string);
        return response;
      });
      try {
        expect((await client.run(select)).rows).toEqual(expected);
        expect([...told]).toEqual([encoding]);
      } finally {
        fetching.mockRestore();
      }
    },
  );
});

describe("progress of a real Trino", () => {
  it("grows to the end", async () => {
    const seen: StatementProgress[] = [];
    await client.run("SELECT count(*) FROM tpch.tiny.lineitem", { onProgress: (one) => seen.push(one) });
    expect(seen.at(0)?.state).toBe("QUEUED");
    expect(seen.at(-1)).toMatchObject({ state: "FINISHED", queued: false, rows: 60_175 });
    expect(seen.map(({ elapsedMillis }) => elapsedMillis)).toEqual(
      seen.map(({ elapsedMillis }) => elapsedMillis).sort((left, right) => left - right),
    );
  });
});

describe("queries nobody reads any more", () => {
  it("do not run on", async () => {
    const long = "SELECT * FROM tpch.sf100.lineitem";
    for await (const _ of (await client.batches(long)).batches) break;
    await (await client.batches(long))[Symbol.asyncDispose]();
    await expect(client.batches(`SELECT IPADDRESS '::1', t.* FROM tpch.sf100.lineitem t`)).rejects.toThrow(
      "ipaddress",
    );
    const stop = () => {
      throw new Error("stop");
    };
    await expect(client.run(long, { onProgress: stop })).rejects.toThrow("stop");
    await expect(client.transaction((tx) => tx.run(long, { deadlineMillis: 1_000 }))).rejects.toMatchObject({
      details: { code: "DEADLINE_EXCEEDED" },
    });
    const states = async () => {
      const { rows } = await client.run(
        `SELECT DISTINCT state FROM system.runtime.queries WHERE source = ${literal(source)} AND query LIKE '%sf100%' AND query NOT LIKE '%runtime%'`,
      );
      return rows.flat();
    };
    await expect.poll(states, { timeout: 30_000 }).toEqual(["FAILED"]);
  });
});
