import { unpacker } from "@sluice/sdk/plugin";
import { type StatementParameter, type StatementProgress, statementClient } from "@sluice/trino/client";
import { decimal, int64, list, string, timestamp } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";
import { arraysDecoder } from "../src/client/decode-rows.js";
import { parseExactJson } from "../src/client/exact-json.js";
import { parseTypeText } from "../src/client/type-text.js";
import { bigintColumn, fakeCoordinator, pagesOf } from "./fake-coordinator.js";
import { rowsText } from "./rows-text.js";

const column = (name: string, type: string) => ({ name, type });

async function batchesOf(columns: readonly object[], pages: readonly unknown[][][]) {
  const server = await fakeCoordinator(pagesOf([{}, { columns }, ...pages.map((data) => ({ data }))]));
  const client = statementClient({ server: server.url, user: "u" });
  return { server, result: client.batches("SELECT …") };
}

describe("batches", () => {
  it("has the columns in their Arrow types, values exact", async () => {
    const columns = [
      column("id", "bigint"),
      column("total", "decimal(12,2)"),
      column("at", "timestamp(6)"),
      column("zoned", "timestamp(3) with time zone"),
      column("tags", "array(varchar)"),
      column("odd", "row(a bigint, b varbinary)"),
      column("id", "varchar(3)"),
    ];
    const { server, result } = await batchesOf(columns, [
      [
        [
          "9223372036854775807",
          "1.50",
          "2024-05-01 10:00:00.123456",
          "2024-05-01 10:00:00.120 +02:00",
          ["a", null],
          [1, "AP8="],
          "x",
        ],
      ],
      [[1, null, null, null, null, null, null]],
    ]);
    await using _ = server;
    const { schema, batches } = await result;
    expect(schema.fields.map(({ name, type }) => [name, type.id])).toEqual([
      ["id", "int64"],
      ["total", "decimal"],
      ["at", "timestamp"],
      ["zoned", "zonedTimestamp"],
      ["tags", "list"],
      ["odd", "struct"],
      ["id_2", "string"],
    ]);
    const rows: unknown[] = [];
    const unpack = unpacker(schema);
    for await (const batch of batches) {
      expect(batch.schema.fields.map((field) => String(field.type)).slice(0, 2)).toEqual([
        "Int64",
        "Decimal[12e+2]",
      ]);
      rows.push(...unpack(batch));
    }
    expect(rows).toEqual([
      {
        id: 2n ** 63n - 1n,
        total: "1.50",
        at: "2024-05-01T10:00:00.123456",
        zoned: new Date("2024-05-01T08:00:00.120Z"),
        tags: ["a", null],
        odd: { a: 1n, b: new Uint8Array([0, 255]) },
        id_2: "x",
      },
      { id: 1n, total: null, at: null, zoned: null, tags: null, odd: null, id_2: null },
    ]);
    expect(server.count("DELETE")).toBe(0);
  });

  const refused: [type: string, instead: string][] = [
    ["ipaddress", "cast it to varchar"],
    ["interval year to month", "cast it to varchar"],
    ["interval day to second", "to_milliseconds"],
    ["time(3) with time zone", "cast it to time(6) or varchar"],
    ["timestamp(12)", "cast it"],
    ["number", "cast it to decimal(38, s) or varchar"],
    ["hyperloglog", "cast it to varbinary"],
    ["map(double, integer)", "key"],
    ["row(integer, varchar)", "cast it to a row with names"],
    ["array(ipaddress)", "cast it to varchar"],
    ["somethingnew", "no type of that name"],
  ];
  for (const [type, instead] of refused) {
    it(`${type} is refused by name, with what to do, and the query is cancelled`, async () => {
      const { server, result } = await batchesOf([column("v", type)], [[["x"]]]);
      await using _ = server;
      await expect(result).rejects.toMatchObject({
        code: "QUERY_FAILED",
        details: { code: "TYPE_UNSUPPORTED" },
        message: expect.stringContaining(`"v" has the type ${type}`),
        hint: expect.stringContaining(instead),
      });
      expect(server.count("DELETE")).toBe(1);
    });
  }

  it("a value the column cannot hold is an error that names it", async () => {
    const { server, result } = await batchesOf(
      [column("at", "timestamp(3)")],
      [[["12000-01-01 00:00:00.000"]]],
    );
    await using _ = server;
    const reading = async () => {
      for await (const _batch of (await result).batches);
    };
    await expect(reading()).rejects.toMatchObject({
      code: "VALUE_UNSUPPORTED",
      details: { column: "at", row: 0 },
    });
    expect(server.count("DELETE")).toBe(0);
  });
});

describe("integers that JSON.parse rounds", () => {
  const decode = (types: string[], text: string) =>
    [...arraysDecoder(types.map(parseTypeText))(rowsText(text))].flat();

  it("come back from the text, wherever they stand", () => {
    const text = String.raw`[[9007199254740993,"9007199254740995,[\"",[9007199254740992,null,-9223372036854775808],[1,9223372036854775807]],
      [-9007199254740993,"\\",[],[9007199254740991,1234567890123456789]],[1,null,null,null],[null,"",[9007199254740993],null]]`;
    expect(decode(["bigint", "varchar", "array(bigint)", "row(a bigint, b bigint)"], text)).toEqual([
      [
        9007199254740993n,
        '9007199254740995,["',
        [9007199254740992n, null, -(2n ** 63n)],
        { a: 1n, b: 2n ** 63n - 1n },
      ],
      [-9007199254740993n, "\\", [], { a: 9007199254740991n, b: 1234567890123456789n }],
      [1n, null, null, null],
      [null, "", [9007199254740993n], null],
    ]);
  });

  it("in maps too, whose keys JSON.parse moves", () => {
    const [row] = decode(["map(bigint, bigint)"], '[[{"2":9007199254740993,"1":9007199254740992}]]');
    expect(row).toEqual([
      new Map([
        [2n, 9007199254740993n],
        [1n, 9007199254740992n],
      ]),
    ]);
  });

  it("beside doubles of as many digits", () => {
    const text = "[[1.0E300,9007199254740993],[-1234567890123456789.5,9007199254740995]]";
    expect(decode(["double", "bigint"], text).map((row) => row[1])).toEqual([
      9007199254740993n,
      9007199254740995n,
    ]);
  });

  it("in a page between columns and statistics that have such integers", async () => {
    const page = (data: string) =>
      `{"id":"q1","columns":[{"name":"\\"data\\":[9007199254740999","type":"bigint"}],"data":${data},"stats":{"processedBytes":9007199254740997}}`;
    await using server = await fakeCoordinator(() => ({ body: page("[[9007199254740993]]") }));
    expect((await statementClient({ server: server.url, user: "u" }).run("x")).rows).toEqual([
      [9007199254740993n],
    ]);
  });

  it("agree with the slow way on random pages", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const integer = () => {
      const value = BigInt(Math.floor(random() * 2 ** 32)) * BigInt(Math.floor(random() * 2 ** 31));
      return random() < 0.5 ? -value : value >> BigInt(Math.floor(random() * 60));
    };
    for (let run = 0; run < 300; run++) {
      const rows = Array.from(
        { length: 20 },
        () => `[${integer()},"${random()}",${random() < 0.2 ? "null" : integer()}]`,
      );
      const text = `[${rows.join(",")}]`;
      const slow = (parseExactJson(text) as unknown[][]).map(([a, b, c]) => [
        BigInt(a as string),
        b,
        c === null ? null : BigInt(c as string),
      ]);
      expect(decode(["bigint", "varchar", "bigint"], text)).toEqual(slow);
    }
  });

  it("values of an unknown type that are no text are refused, not rounded", () => {
    expect(() => decode(["bingtile"], '[[{"x":9007199254740993}]]')).toThrow(
      expect.objectContaining({
        code: "QUERY_FAILED",
        details: { engine: "trino", code: "TYPE_UNSUPPORTED" },
      }),
    );
  });
});

describe("parameters", () => {
  async function sent(parameters: readonly StatementParameter[], parametersIn?: "header") {
    await using server = await fakeCoordinator(pagesOf([{}]));
    const client = statementClient({ server: server.url, user: "u", ...(parametersIn && { parametersIn }) });
    await client.run("SELECT 'it''s', ?, ? -- ?", { parameters });
    return server.seen[0];
  }

  it("are literals of their types in an EXECUTE IMMEDIATE", async () => {
    const { body } = (await sent([
      { type: decimal(12, 2), value: "19.9" },
      { type: { id: "list", element: { type: { id: "int64" }, nullable: true } }, value: [1n, null] },
      { type: timestamp(6), value: "2024-05-01T10:00:00.000001" },
      { type: string(), value: "'; DROP TABLE t --" },
      "a'b",
      5n,
      1.5,
      true,
      null,
      new Date("2024-05-01T10:00:00Z"),
    ])) as { body: string };
    expect(body).toBe(
      "EXECUTE IMMEDIATE 'SELECT ''it''''s'', ?, ? -- ?' USING CAST(DECIMAL '19.90' AS decimal(12,2)), " +
        "CAST(ARRAY[BIGINT '1', NULL] AS array(bigint)), TIMESTAMP '2024-05-01 10:00:00.000001', " +
        "CAST('''; DROP TABLE t --' AS varchar), 'a''b', 5, DOUBLE '1.5', TRUE, NULL, TIMESTAMP '2024-05-01 10:00:00.000'",
    );
  });

  it("travel with the statement in a header for old servers", async () => {
    const seen = await sent([1], "header");
    expect(seen?.body).toBe("EXECUTE statement USING 1");
    expect(seen?.headers["x-trino-prepared-statement"]).toBe(
      `statement=${encodeURIComponent("SELECT 'it''s', ?, ? -- ?")}`,
    );
  });

  it("without any the statement goes as it is", async () => {
    expect((await sent([]))?.body).toBe("SELECT 'it''s', ?, ? -- ?");
  });

  it("that do not fit are refused before anything is sent", async () => {
    await using server = await fakeCoordinator(pagesOf([{}]));
    const client = statementClient({ server: server.url, user: "u" });
    const wrong = [
      { type: int64(), value: "x" },
      { type: decimal(3, 2), value: "10.00" },
      { type: list(int64()), value: 5 },
      undefined,
      ["a"],
    ] as StatementParameter[];
    for (const parameter of wrong) {
      await expect(client.run("SELECT ?, ?", { parameters: [1, parameter] })).rejects.toMatchObject({
        code: "VALUE_INVALID",
        details: { path: "parameters[1]" },
      });
    }
    expect(server.seen).toEqual([]);
  });
});

describe("what a statement says for itself", () => {
  it("wins over the client's options", async () => {
    await using server = await fakeCoordinator(pagesOf([{}]));
    const client = statementClient({
      server: server.url,
      user: "u",
      source: "a",
      clientTags: ["a"],
      clientInfo: "a",
    });
    await client.run("x", { source: "b", clientTags: ["b", "c"], clientInfo: "b", timeZone: "Asia/Kolkata" });
    await client.run("x");
    expect(server.seen[0]?.headers).toMatchObject({
      "x-trino-source": "b",
      "x-trino-client-tags": "b,c",
      "x-trino-client-info": "b",
      "x-trino-time-zone": "Asia/Kolkata",
    });
    const second = server.seen.filter(({ method }) => method === "POST")[1];
    expect(second?.headers).toMatchObject({
      "x-trino-source": "a",
      "x-trino-client-tags": "a",
      "x-trino-client-info": "a",
    });
  });

  const injected = "x\r\nx-trino-user: root";
  for (const [option, given] of [
    ["source", { source: injected }],
    ["timeZone", { timeZone: injected }],
    ["clientInfo", { clientInfo: injected }],
    ["clientTags", { clientTags: [injected] }],
    ["catalog", { catalog: injected }],
    ["schema", { catalog: "c", schema: injected }],
    ["session", { session: { [injected]: "x" } }],
    ["session", { session: { a: "\ud800" } }],
  ] as const) {
    it(`cannot add a header by its ${option}`, async () => {
      await using server = await fakeCoordinator(pagesOf([{}]));
      const client = statementClient({ server: server.url, user: "u" });
      const running = (async () => client.run("x", given))();
      await expect(running).rejects.toMatchObject({ code: "CONFIGURATION_INVALID", details: { option } });
      expect(server.seen).toEqual([]);
    });
  }

  it("a session value may hold anything: it is encoded", async () => {
    await using server = await fakeCoordinator(pagesOf([{}]));
    await statementClient({ server: server.url, user: "u" }).run("x", { session: { a: `${injected},b=c` } });
    expect(server.seen[0]?.headers["x-trino-session"]).toBe("a=x%0D%0Ax-trino-user%3A%20root%2Cb%3Dc");
  });
});

describe("progress", () => {
  const stats = (state: string, completedSplits: number) => ({
    stats: {
      state,
      queued: state === "QUEUED",
      totalSplits: 4,
      completedSplits,
      processedRows: completedSplits * 10,
      processedBytes: 7,
      elapsedTimeMillis: 5,
      cpuTimeMillis: 3,
      peakMemoryBytes: 9,
    },
  });
  const pages = pagesOf([
    stats("QUEUED", 0),
    { columns: [bigintColumn], data: [[1]], ...stats("RUNNING", 2) },
    stats("FINISHED", 4),
  ]);

  it("is told after every answer", async () => {
    await using server = await fakeCoordinator(pages);
    const seen: StatementProgress[] = [];
    await statementClient({ server: server.url, user: "u" }).run("x", {
      onProgress: (one) => seen.push(one),
    });
    expect(seen.map(({ state, rows }) => [state, rows])).toEqual([
      ["QUEUED", 0], // the answer to the POST, which says nothing
      ["QUEUED", 0],
      ["RUNNING", 20],
      ["FINISHED", 40],
    ]);
    expect(seen[2]).toEqual({
      queryId: "q1",
      state: "RUNNING",
      queued: false,
      splits: { total: 4, queued: 0, running: 0, completed: 2 },
      rows: 20,
      bytes: 7,
      elapsedMillis: 5,
      cpuMillis: 3,
      peakMemoryBytes: 9,
    });
  });

  it("that throws cancels the statement", async () => {
    for (const at of [1, 2]) {
      await using server = await fakeCoordinator(pages);
      let calls = 0;
      const running = statementClient({ server: server.url, user: "u" }).run("x", {
        onProgress: () => {
          if (++calls === at) throw new Error("mine");
        },
      });
      await expect(running).rejects.toThrow("mine");
      expect(server.count("DELETE")).toBe(1);
    }
  });
});
