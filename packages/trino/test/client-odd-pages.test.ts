import { statementClient } from "@sluice/trino/client";
import { trinoClient } from "@sluice/trino/trino-client";
import { describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import { type Answer, bigintColumn, fakeCoordinator, pagesOf, type Seen } from "./fake-coordinator.js";

const columns = [bigintColumn];
const token = "t0ken-t0ken";
const clientOf = (server: string) =>
  statementClient({ server, user: "u", token, allowPasswordOverHttp: true, retryMillis: 300 });

async function result(page: object, other: (request: Seen) => Answer | undefined = () => undefined) {
  await using server = await fakeCoordinator(
    (request, origin) => other(request) ?? pagesOf([{}, page])(request, origin),
  );
  return await clientOf(server.url).run("x");
}

const text = "[[1]]";
const metadata = { segmentSize: text.length };
const inline = { type: "inline", data: Buffer.from(text).toString("base64"), metadata };
const spooled = { type: "spooled", uri: "http://127.0.0.1:1/s", ackUri: "http://127.0.0.1:1/a", metadata };
const segments = (...list: readonly unknown[]) => ({ columns, data: { encoding: "json", segments: list } });

describe("what is null in a page", () => {
  const page = { columns, data: [[1]] };
  for (const name of ["error", "updateType", "updateCount", "nextUri", "stats"]) {
    it(`counts as absent: ${name}`, async () => {
      expect(await result({ ...page, [name]: null })).toEqual({
        queryId: "q1",
        columns: [{ name: "n", type: "bigint" }],
        rows: [[1n]],
      });
    });
  }

  it("counts as absent: data and columns", async () => {
    expect((await result({ columns, data: null })).rows).toEqual([]);
    expect((await result({ columns: null, data: null })).columns).toEqual([]);
    expect((await result({ columns: [{ ...bigintColumn, typeSignature: null }] })).columns).toHaveLength(1);
  });

  it("counts as absent: parts of a segment", async () => {
    const segment = { ...inline, metadata: { ...metadata, uncompressedSize: null, rowsCount: null } };
    expect((await result(segments(segment))).rows).toEqual([[1n]]);
  });
});

describe("a page that is not what it should be is a PROTOCOL_ERROR", () => {
  const pages: Readonly<Record<string, object>> = {
    "data that is a number": { columns, data: 5 },
    "data that is text": { columns, data: "x" },
    "segments that are null": { columns, data: { encoding: "json", segments: null } },
    "segments that are no list": { columns, data: { encoding: "json", segments: {} } },
    "data without an encoding": { columns, data: { segments: [] } },
    "columns that are no list": { columns: {} },
    "a column that is null": { columns: [null] },
    "a column without anything": { columns: [{}] },
    "a column without a type": { columns: [{ name: "n" }] },
    "a column without a name": { columns: [{ type: "bigint" }] },
    "a signature that is none": { columns: [{ name: "n", type: "bigint", typeSignature: 5 }] },
    "an error that is a number": { error: 5 },
    "an error whose name is a number": { error: { errorName: 5 } },
    "rows before their columns": { data: [[1]] },
    "another query": { id: "q2", columns },
  };
  for (const [name, page] of Object.entries(pages)) {
    it(name, async () => {
      expect(await failure(result(page))).toMatchObject({
        code: "QUERY_FAILED",
        details: { code: "PROTOCOL_ERROR", queryId: "q1" },
      });
    });
  }

  it("and the query is cancelled", async () => {
    await using server = await fakeCoordinator(pagesOf([{}, { columns: {} }, {}]));
    await failure(clientOf(server.url).run("x"));
    expect(server.count("DELETE")).toBe(1);
  });

  it("also where trino-client reads it", async () => {
    await using server = await fakeCoordinator(pagesOf([{}, { columns: [null], data: [[1]] }]));
    const running = trinoClient({ server: server.url, user: "u" }).run("x");
    expect(await failure(running)).toMatchObject({ details: { code: "PROTOCOL_ERROR" } });
  });
});

describe("a signature that cannot be read", () => {
  for (const typeSignature of [
    {},
    { rawType: "array" },
    { rawType: "array", arguments: [{ kind: "TYPE", value: {} }] },
    { rawType: "map", arguments: [null] },
    { rawType: "row", arguments: 5 },
    {
      rawType: "row",
      arguments: [{ value: { fieldName: { name: 5 }, typeSignature: { rawType: "date", arguments: [] } } }],
    },
  ]) {
    it(JSON.stringify(typeSignature), async () => {
      const page = { columns: [{ name: "n", type: "x", typeSignature }] };
      expect(await failure(result(page))).toMatchObject({
        code: "QUERY_FAILED",
        details: { code: "TYPE_UNSUPPORTED" },
      });
    });
  }
});

describe("an error with parts of wrong types keeps its name", () => {
  const failed = { errorName: "DIVISION_BY_ZERO", message: "no" };
  let deep: object = { type: "x.Deepest" };
  for (let depth = 0; depth < 2_000; depth++) deep = { type: "x.Deep", cause: deep };
  const parts: Readonly<Record<string, object>> = {
    "its message": { message: 5 },
    "its type": { errorType: {} },
    "its place": { errorLocation: 5 },
    "its place without a line": { errorLocation: { columnNumber: "x" } },
    "its failure": { failureInfo: 5 },
    "a cause that is null": { failureInfo: { cause: null } },
    "the type of its cause": { failureInfo: { cause: { type: 5, message: null } } },
    "the cause of its cause": { failureInfo: { cause: { type: "a.B", cause: "x" } } },
    "a cause that is very deep": { failureInfo: { cause: deep } },
  };
  for (const [name, part] of Object.entries(parts)) {
    it(name, async () => {
      expect(await failure(result({ error: { ...failed, ...part } }))).toMatchObject({
        code: "QUERY_FAILED",
        details: { code: "DIVISION_BY_ZERO" },
      });
    });
  }
});

describe("a segment that is not what it should be is SEGMENT_DAMAGED", () => {
  const odd: Readonly<Record<string, unknown>> = {
    null: null,
    "a number": 5,
    "without metadata": { ...inline, metadata: undefined },
    "of no size": { ...inline, metadata: {} },
    "of a size that is text": { ...inline, metadata: { segmentSize: "5" } },
    "of less than nothing": { ...inline, metadata: { ...metadata, uncompressedSize: -1 } },
    "of an unknown type": { ...inline, type: "else" },
    "without data": { ...inline, data: 5 },
    "without an address": { ...spooled, uri: undefined },
    "with headers that are no lists": { ...spooled, headers: { a: 5 } },
    "acknowledged nowhere": { ...spooled, ackUri: "http://[bad" },
  };
  for (const [name, segment] of Object.entries(odd)) {
    it(name, async () => {
      expect(await failure(result(segments(segment)))).toMatchObject({
        code: "QUERY_FAILED",
        details: { code: "SEGMENT_DAMAGED" },
      });
    });
  }

  for (const location of ["http://[bad", "data:text/plain,[[1]]", "file:///etc/passwd"]) {
    it(`a redirect to ${location} leads nowhere`, async () => {
      await using storage = await fakeCoordinator(() => ({ status: 302, headers: { location } }));
      const page = segments({ ...spooled, uri: `${storage.url}/s` });
      expect(await failure(result(page))).toMatchObject({
        code: "QUERY_FAILED",
        details: { code: "SEGMENT_GONE" },
      });
      expect(storage.seen).toHaveLength(1);
    });
  }
});

describe("cancel", () => {
  for (const address of ["http://[bad", undefined as never]) {
    it(`of ${address} is refused`, async () => {
      const cancelling = clientOf("http://127.0.0.1:1").cancel(address);
      expect(await failure(cancelling)).toMatchObject({
        code: "CONFIGURATION_INVALID",
        details: { option: "nextUri" },
      });
    });
  }
});

describe("the columns of a result", () => {
  it("are those of the first page that names them", async () => {
    await using server = await fakeCoordinator(pagesOf([{}, { columns, data: [[1]] }, { data: [[2]] }, {}]));
    expect(await clientOf(server.url).run("x")).toMatchObject({
      columns: [{ name: "n", type: "bigint" }],
      rows: [[1n], [2n]],
    });
  });
});

describe("rows that are not of their types", () => {
  const typed = (...types: readonly string[]) => types.map((type, index) => ({ name: `c${index}`, type }));
  const odd: readonly (readonly [types: readonly string[], row: unknown])[] = [
    [["bigint", "bigint"], [1]],
    [["bigint"], [1, 2]],
    [["bigint"], []],
    [["bigint"], 5],
    [["bigint"], null],
    [["bigint"], { 0: 1 }],
    [["boolean"], [1]],
    [["boolean"], ["true"]],
    [["integer"], ["1"]],
    [["integer"], [1.5]],
    [["integer"], [2_147_483_648]],
    [["smallint"], [true]],
    [["bigint"], [1.5]],
    [["bigint"], ["x"]],
    [["bigint"], [""]],
    [["bigint"], ["0x10"]],
    [["bigint"], ["9223372036854775808"]],
    [["bigint"], [true]],
    [["double"], ["oops"]],
    [["double"], [""]],
    [["double"], [[]]],
    [["real"], ["oops"]],
    [["varchar"], [5]],
    [["char(3)"], [true]],
    [["decimal(3,1)"], [1.5]],
    [["date"], ["oops"]],
    [["date"], ["2024-05-01 10:00:00"]],
    [["date"], ["2o24-05-01"]],
    [["date"], [5]],
    [["timestamp(3)"], ["oops"]],
    [["timestamp(3)"], ["2024-05-01"]],
    [["varbinary"], [5]],
    [["array(integer)"], ["x"]],
    [["array(integer)"], [{}]],
    [["array(integer)"], [["1"]]],
    [["map(varchar, integer)"], [[1]]],
    [["map(varchar, integer)"], ["x"]],
    [["map(integer, varchar)"], [{ x: "y" }]],
    [["map(boolean, varchar)"], [{ x: "y" }]],
    [["row(a integer, b integer)"], [[1]]],
    [["row(a integer)"], [[1, 2]]],
    [["row(a integer)"], [{ a: 1 }]],
  ];
  const shape = { code: "QUERY_FAILED", details: { engine: "trino", code: "PROTOCOL_ERROR" } };
  for (const [types, row] of odd) {
    it(`${types}: ${JSON.stringify(row)}`, async () => {
      const page = { columns: typed(...types), data: [row] };
      expect(await failure(result(page))).toMatchObject(shape);
      const spaced = Buffer.from(JSON.stringify([row], null, 1));
      const segment = {
        type: "inline",
        data: spaced.toString("base64"),
        metadata: { segmentSize: spaced.byteLength },
      };
      expect(await failure(result({ ...segments(segment), columns: page.columns }))).toMatchObject(shape);
    });
  }

  it("a bigint beyond 64 bits that is a number", async () => {
    const body = `{"id":"q1","columns":${JSON.stringify(columns)},"data":[[9223372036854775808]],"stats":{}}`;
    await using server = await fakeCoordinator(() => ({ body }));
    expect(await failure(clientOf(server.url).run("x"))).toMatchObject(shape);
  });
});
