import { inspect } from "node:util";
import { trinoClient } from "@sluice/trino/trino-client";
import { describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import { type Answer, bigintColumn, fakeCoordinator, pagesOf } from "./fake-coordinator.js";

const secret = "s3cr3t-s3cr3t";
const open = (server: string, more: object = {}) =>
  trinoClient({
    server,
    user: "ann",
    password: secret,
    allowPasswordOverHttp: true,
    retryMillis: 5_000,
    ...more,
  });
const two = pagesOf([
  {},
  { columns: [bigintColumn], data: [[1]] },
  { columns: [bigintColumn], data: [[null]] },
]);

describe("trinoClient", () => {
  it("sends who asks and what the statement says, under names trino-client does not add to", async () => {
    await using server = await fakeCoordinator(two);
    const client = open(server.url, { source: "mine", session: { a: "1,b=2" } });
    expect((await client.run("SELECT 1", { catalog: "c" })).rows).toEqual([[1n], [null]]);
    expect(server.seen[0]).toMatchObject({
      method: "POST",
      path: "/v1/statement",
      body: "SELECT 1",
      headers: {
        authorization: `Basic ${Buffer.from(`ann:${secret}`).toString("base64")}`,
        "x-trino-user": "ann",
        "x-trino-source": "mine",
        "x-trino-catalog": "c",
        "x-trino-session": "a=1%2Cb%3D2",
        "x-trino-client-capabilities": expect.stringContaining("PARAMETRIC_DATETIME"),
      },
    });
    expect(server.seen[0]?.headers).not.toHaveProperty("x-trino-query-data-encoding");
  });

  for (const [name, fault] of [
    ["503", { status: 503 }],
    ["429", { status: 429, headers: { "retry-after": "0" } }],
    ["a lost connection", { drop: "before" }],
  ] as [string, Answer][]) {
    it(`${name}: asks for the same page again, and gives no row twice`, async () => {
      let asked = 0;
      await using server = await fakeCoordinator((request, origin) =>
        request.method === "GET" && ++asked % 2 === 1 ? fault : two(request, origin),
      );
      expect((await open(server.url).run("x")).rows).toEqual([[1n], [null]]);
    });
  }

  const failures: [name: string, answer: Answer, expected: object][] = [
    ["an answer that is no page", { body: "<html>" }, { code: "ENGINE_UNREACHABLE" }],
    ["JSON that is no page", { body: { ok: true } }, { code: "ENGINE_UNREACHABLE" }],
    ["401", { status: 401, body: `no ${secret}` }, { code: "ENGINE_DENIED" }],
    ["500", { status: 500, body: `no ${secret}` }, { code: "QUERY_FAILED", details: { code: "HTTP_500" } }],
    [
      "an error in the answer to the POST, which trino-client hands to nobody",
      { body: { id: "q1", stats: {}, error: { message: `no ${secret}`, errorName: "SYNTAX_ERROR" } } },
      { code: "QUERY_FAILED", details: { code: "SYNTAX_ERROR", queryId: "q1" } },
    ],
  ];
  for (const [name, answer, expected] of failures) {
    it(`${name} is an error that shows no secret`, async () => {
      await using server = await fakeCoordinator(() => answer);
      const error = await failure(open(server.url).run("x"));
      expect(error).toMatchObject(expected);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
    });
  }

  it("a server nobody listens at is ENGINE_UNREACHABLE and shows no secret", async () => {
    const error = await failure(open("http://127.0.0.1:1").run("x"));
    expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE", retryable: true });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  });

  it("refuses what it would round, and cancels the query", async () => {
    const page = `{"id":"q1","nextUri":"http://127.0.0.1:1/2","columns":[{"name":"n","type":"bigint"}],"data":[[9007199254740993]],"stats":{}}`;
    await using server = await fakeCoordinator((request, origin) =>
      request.method === "POST" ? two(request, origin) : { body: page },
    );
    expect(await failure(open(server.url).run("x"))).toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: "longIntegers", plugin: "trino-client" },
      hint: expect.stringContaining("statementClient"),
    });
    expect(server.seen.filter(({ method }) => method === "DELETE").map(({ path }) => path)).toEqual([
      "/v1/query/q1",
    ]);
  });

  it("a deadline before the first rows says the statement was accepted, so it is not repeated", async () => {
    await using server = await fakeCoordinator((request, origin) =>
      request.method === "GET" ? { hang: true } : two(request, origin),
    );
    const error = await failure(open(server.url).run("x", { deadlineMillis: 300 }));
    expect(error).toMatchObject({
      code: "QUERY_FAILED",
      details: { code: "DEADLINE_EXCEEDED" },
      retryable: false,
    });
  });

  it("a result whose reader gives up between two pages does not end as if it were whole", async () => {
    await using server = await fakeCoordinator(two);
    const abort = new AbortController();
    const { rows } = await open(server.url).stream("x", { signal: abort.signal });
    const pages = rows[Symbol.asyncIterator]();
    expect((await pages.next()).value).toEqual([[1n]]);
    abort.abort();
    expect(await failure(pages.next())).toMatchObject({ code: "ABORTED" });
  });
});
