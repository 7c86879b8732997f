import { isSluiceError } from "@sluice/sdk";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import {
  type Answer,
  bigintColumn,
  type FakeCoordinator,
  fakeCoordinator,
  pagesOf,
  type Seen,
} from "./fake-coordinator.js";

const columns = [bigintColumn];
const select = [{}, { columns, data: [[1], [2]] }, { columns, data: [[3]] }];
const rows = [[1n], [2n], [3n]];
const deadlineMillis = 8_000;
/** A busy machine is late. */
const patienceMillis = 4_000;

/** The three ways of taking a result, each to the same rows. */
const operations: Readonly<Record<string, (client: StatementClient) => Promise<unknown[][]>>> = {
  run: async (client) => (await client.run("SELECT n FROM t")).rows.map((row) => [...row]),
  async stream(client) {
    const found: unknown[][] = [];
    for await (const some of (await client.stream("SELECT n FROM t")).rows)
      found.push(...some.map((row) => [...row]));
    return found;
  },
  async batches(client) {
    const found: unknown[][] = [];
    for await (const batch of (await client.batches("SELECT n FROM t")).batches)
      for (let row = 0; row < batch.numRows; row++) found.push([batch.getChildAt(0)?.get(row)]);
    return found;
  },
};

interface Fault {
  /** Which request of the statement is hit: its POST, its first GET or the GET of its last page. */
  readonly at: "post" | "first" | "last";
  /** How often. Default: once. */
  readonly times?: number;
  readonly answer: Answer | ((origin: string) => Answer);
  /** `rows`, or the code of the error and, for `QUERY_FAILED`, the name in its details. */
  readonly ends: "rows" | readonly [code: string, name?: string];
}

const hit: Record<Fault["at"], (request: Seen) => boolean> = {
  post: ({ method }) => method === "POST",
  first: ({ method, path }) => method === "GET" && path.endsWith("/0"),
  last: ({ method, path }) => method === "GET" && path.endsWith("/2"),
};

const page = (more: object): Answer => ({ body: { id: "q1", stats: {}, ...more } });
const failed = (errorName: string, errorType = "INTERNAL_ERROR") =>
  page({ error: { message: "m", errorName, errorType } });
const always = Number.POSITIVE_INFINITY;

const faults: Record<string, Fault> = {
  "503 while it starts": { at: "post", times: 3, answer: { status: 503 }, ends: "rows" },
  SERVER_STARTING_UP: { at: "first", times: 2, answer: failed("SERVER_STARTING_UP"), ends: "rows" },
  "502 from a gateway": {
    at: "last",
    times: 2,
    answer: { status: 502, body: "<html>Bad Gateway" },
    ends: "rows",
  },
  "504 from a gateway when it is sent": { at: "post", times: 2, answer: { status: 504 }, ends: "rows" },
  "504 from a gateway, for ever": {
    at: "last",
    times: always,
    answer: { status: 504 },
    ends: ["ENGINE_UNREACHABLE"],
  },
  "429 with Retry-After": {
    at: "post",
    answer: { status: 429, headers: { "retry-after": "1" } },
    ends: "rows",
  },
  "429 on a page, for ever": {
    at: "last",
    times: always,
    answer: { status: 429 },
    ends: ["ENGINE_UNREACHABLE"],
  },
  "Retry-After longer than patience": {
    at: "post",
    answer: { status: 429, headers: { "retry-after": "99" } },
    ends: ["ENGINE_UNREACHABLE"],
  },
  "500": { at: "last", answer: { status: 500, body: "boom" }, ends: ["QUERY_FAILED", "HTTP_500"] },
  "400": { at: "post", answer: { status: 400, body: "no" }, ends: ["QUERY_FAILED", "HTTP_400"] },
  "the connection is lost before the statement is registered": {
    at: "post",
    answer: { drop: "before" },
    ends: "rows",
  },
  "the connection is lost after the statement is registered": {
    at: "post",
    answer: { drop: "inside", body: { id: "q1", stats: {}, pad: "x".repeat(99) } },
    ends: "rows",
  },
  "the connection is lost before a page": { at: "first", answer: { drop: "before" }, ends: "rows" },
  "the connection is lost inside a page": {
    at: "last",
    times: 2,
    answer: { drop: "inside", body: { id: "q1", stats: {}, pad: "x".repeat(99) } },
    ends: "rows",
  },
  "the connection is always lost": {
    at: "last",
    times: always,
    answer: { drop: "before" },
    ends: ["ENGINE_UNREACHABLE"],
  },
  "an answer hangs once": { at: "last", answer: { hang: true }, ends: "rows" },
  "every answer hangs": { at: "first", times: always, answer: { hang: true }, ends: ["ENGINE_UNREACHABLE"] },
  "a worker is lost": {
    at: "last",
    answer: failed("REMOTE_TASK_ERROR"),
    ends: ["QUERY_FAILED", "REMOTE_TASK_ERROR"],
  },
  "no worker is left": {
    at: "first",
    answer: failed("NO_NODES_AVAILABLE", "INSUFFICIENT_RESOURCES"),
    ends: ["QUERY_FAILED", "NO_NODES_AVAILABLE"],
  },
  "the query is killed": {
    at: "last",
    answer: failed("ADMINISTRATIVELY_KILLED", "USER_ERROR"),
    ends: ["QUERY_FAILED", "ADMINISTRATIVELY_KILLED"],
  },
  "memory runs out": {
    at: "last",
    answer: failed("EXCEEDED_LOCAL_MEMORY_LIMIT", "INSUFFICIENT_RESOURCES"),
    ends: ["QUERY_FAILED", "EXCEEDED_LOCAL_MEMORY_LIMIT"],
  },
  "an error on page n": {
    at: "last",
    answer: failed("DIVISION_BY_ZERO", "USER_ERROR"),
    ends: ["QUERY_FAILED", "DIVISION_BY_ZERO"],
  },
  "an error without a name": { at: "last", answer: page({ error: {} }), ends: ["QUERY_FAILED", "UNKNOWN"] },
  "the table is there already": {
    at: "first",
    answer: failed("TABLE_ALREADY_EXISTS", "USER_ERROR"),
    ends: ["QUERY_FAILED", "TABLE_ALREADY_EXISTS"],
  },
  "the metastore does not answer": {
    at: "first",
    answer: failed("HIVE_METASTORE_ERROR", "EXTERNAL"),
    ends: ["QUERY_FAILED", "HIVE_METASTORE_ERROR"],
  },
  "the server forgot the query": {
    at: "last",
    answer: { status: 404 },
    ends: ["QUERY_FAILED", "QUERY_GONE"],
  },
  "the page was read before": { at: "last", answer: { status: 410 }, ends: ["QUERY_FAILED", "QUERY_GONE"] },
  "nextUri leads to the same page": {
    at: "first",
    times: always,
    answer: (origin) => page({ nextUri: `${origin}/v1/statement/executing/q1/slug/0` }),
    ends: ["QUERY_FAILED", "PROTOCOL_ERROR"],
  },
  "nextUri leads back to a page before": {
    at: "last",
    times: always,
    answer: (origin) => page({ columns, data: [], nextUri: `${origin}/v1/statement/executing/q1/slug/1` }),
    ends: ["QUERY_FAILED", "PROTOCOL_ERROR"],
  },
  "nextUri is no address": {
    at: "first",
    answer: page({ nextUri: "http://[" }),
    ends: ["ENGINE_UNREACHABLE"],
  },
  "an empty page": { at: "last", answer: { body: "" }, ends: ["ENGINE_UNREACHABLE"] },
  "half a page that says it is whole": {
    at: "last",
    answer: { body: '{"id":"q1","stats":{},"data":[[1' },
    ends: ["ENGINE_UNREACHABLE"],
  },
  "HTML instead of a page": {
    at: "last",
    answer: { body: "<html>login</html>" },
    ends: ["ENGINE_UNREACHABLE"],
  },
  "a redirect": {
    at: "last",
    answer: { status: 302, headers: { location: "http://elsewhere/" } },
    ends: ["QUERY_FAILED", "HTTP_302"],
  },
  "rows of other types": {
    at: "last",
    answer: page({ columns, data: [["x"]] }),
    ends: ["QUERY_FAILED", "PROTOCOL_ERROR"],
  },
  "401 once": { at: "last", answer: { status: 401 }, ends: "rows" },
  "401 when it is sent": { at: "post", answer: { status: 401 }, ends: "rows" },
  "401 for ever": { at: "last", times: always, answer: { status: 401 }, ends: ["ENGINE_DENIED"] },
  "403": { at: "post", answer: { status: 403 }, ends: ["ENGINE_DENIED"] },
  "a spooled segment is gone": {
    at: "last",
    answer: (origin) =>
      page({
        columns,
        data: {
          encoding: "json",
          segments: [
            { type: "spooled", uri: `${origin}/gone`, ackUri: `${origin}/ack`, metadata: { segmentSize: 1 } },
          ],
        },
      }),
    ends: ["QUERY_FAILED", "SEGMENT_GONE"],
  },
};

function faulty({ at, times = 1, answer }: Fault): Promise<FakeCoordinator> {
  let left = times;
  return fakeCoordinator((request, origin) => {
    if (request.path === "/gone") return { status: 404 };
    if (!hit[at](request) || left <= 0) return pagesOf(select)(request, origin);
    left--;
    return typeof answer === "function" ? answer(origin) : answer;
  });
}

describe("every fault of the server ends in rows or in a typed error, before the deadline", () => {
  for (const [name, fault] of Object.entries(faults)) {
    const each = Object.entries(operations);
    it.concurrent.each(each)(`${name}: %s`, { timeout: 30_000 }, async (_, operation) => {
      await using server = await faulty(fault);
      let tokens = 0;
      const client = statementClient({
        server: server.url,
        user: "ann",
        token: () => `token-${tokens++}`,
        allowPasswordOverHttp: true,
        requestTimeoutMillis: 2_500,
        retryMillis: 2_500,
        deadlineMillis,
      });
      const from = performance.now();
      const running = operation(client);
      if (fault.ends === "rows") {
        expect(await running).toEqual(rows);
        return;
      }
      const [code, inside] = fault.ends;
      const error = await failure(running);
      expect(performance.now() - from).toBeLessThan(deadlineMillis + patienceMillis);
      expect(isSluiceError(error)).toBe(true);
      expect(error).toMatchObject({ code, ...(inside && { details: { code: inside } }) });
    });
  }

  it.concurrent("nobody listens", async () => {
    const client = statementClient({ server: "http://127.0.0.1:1", user: "ann", deadlineMillis });
    expect(await failure(client.run("x"))).toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });

  it.concurrent("the server speaks no TLS", async () => {
    await using server = await fakeCoordinator(pagesOf(select));
    const client = statementClient({
      server: server.url.replace("http:", "https:"),
      user: "ann",
      deadlineMillis,
    });
    expect(await failure(client.run("x"))).toMatchObject({ code: "ENGINE_UNREACHABLE", retryable: false });
  });

  it("counts at least thirty of them", () => expect(Object.keys(faults).length).toBeGreaterThanOrEqual(30));
});
