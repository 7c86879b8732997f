import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, int64, memoryStore, table } from "@sluice/sdk";
import { trino } from "@sluice/trino";
import { statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { type Answer, bigintColumn, fakeCoordinator, pagesOf, type Seen } from "./fake-coordinator.js";

const columns = [bigintColumn];
const pages = pagesOf([{}, { columns, data: [[1]] }, { columns, data: [[2]] }]);

/** Answers `fault` to the first `times` requests that match, and like a coordinator else. */
function failing(times: number, matches: (request: Seen) => boolean, fault: Answer) {
  let left = times;
  return fakeCoordinator((request, origin) =>
    matches(request) && left-- > 0 ? fault : pages(request, origin),
  );
}

const post = ({ method }: Seen) => method === "POST";
const secondPage = ({ method, path }: Seen) => method === "GET" && path.endsWith("/2");

describe("passing faults", () => {
  const faults: [string, Answer][] = [
    ["502", { status: 502, body: "<html>Bad Gateway</html>" }],
    ["503", { status: 503, body: "starting" }],
    ["504", { status: 504, body: "" }],
    ["429 without Retry-After", { status: 429, body: "" }],
    ["a connection lost before the answer", { drop: "before" }],
    [
      "a connection lost inside the answer",
      { drop: "inside", body: { id: "q1", stats: {}, padding: "x".repeat(999) } },
    ],
    ["no answer in time", { hang: true }],
  ];
  for (const [name, fault] of faults) {
    it(`${name}: the page is fetched again, no row twice`, async () => {
      await using server = await failing(2, secondPage, fault);
      const client = statementClient({
        server: server.url,
        user: "u",
        requestTimeoutMillis: fault.hang ? 500 : 10_000,
      });
      expect((await client.run("SELECT …")).rows).toEqual([[1n], [2n]]);
      expect(server.seen.filter(secondPage)).toHaveLength(3);
      expect(server.count("POST")).toBe(1);
    });

    it(`${name}: the statement is registered again`, async () => {
      await using server = await failing(2, post, fault);
      const client = statementClient({
        server: server.url,
        user: "u",
        requestTimeoutMillis: fault.hang ? 500 : 10_000,
      });
      expect((await client.run("SELECT …")).rows).toEqual([[1n], [2n]]);
      expect(server.count("POST")).toBe(3);
    });
  }

  it("waits as long as Retry-After says", async () => {
    await using server = await failing(1, secondPage, { status: 429, headers: { "retry-after": "1" } });
    const start = performance.now();
    await statementClient({ server: server.url, user: "u" }).run("SELECT …");
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it("gives up at once when Retry-After is longer than its patience", async () => {
    await using server = await failing(9, post, { status: 429, headers: { "retry-after": "3600" } });
    await expect(statementClient({ server: server.url, user: "u" }).run("SELECT …")).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: true,
    });
    expect(server.count("POST")).toBe(1);
  });

  it("says how often it tried, and nobody above tries again", async () => {
    await using server = await failing(99, post, { status: 429, headers: { "retry-after": "3600" } });
    const rows = defineAsset({ key: "sales/rows", type: table({ id: int64() }) });
    const io = createIOManager({
      handlers: [parquet()],
      store: { ...memoryStore(), scheme: "s3", locate: (key) => `s3://lake/${key}` },
      catalog: trino(`${server.url.replace("//", "//u@")}/hive/sales`),
    });
    await expect(io.store(rows, [{ id: 1 }])).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: true,
      details: { attempts: 1 },
    });
    // A first store looks at the tables and makes the schema at once: two statements, each sent once.
    const sent = server.seen.filter(post).map(({ body }) => body);
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(2);
    await io.close();
  });

  it("gives up after retryMillis, and then tells the server", async () => {
    await using server = await failing(99, secondPage, { status: 502 });
    const client = statementClient({ server: server.url, user: "u", retryMillis: 300 });
    await expect(client.run("SELECT …")).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: true,
      details: { server: server.url },
    });
    expect(server.count("DELETE")).toBe(1);
  });
});

describe("a server that is starting up", () => {
  const starting = {
    error: {
      message: "Trino server is still initializing",
      errorName: "SERVER_STARTING_UP",
      errorType: "INTERNAL_ERROR",
    },
  };

  it("is waited for when it answers 503, up to the deadline", async () => {
    await using server = await failing(6, post, { status: 503 });
    const client = statementClient({ server: server.url, user: "u", retryMillis: 1, deadlineMillis: 10_000 });
    expect((await client.run("SELECT …")).rows).toHaveLength(2);
  });

  it("is waited for when a query fails with SERVER_STARTING_UP", async () => {
    let posts = 0;
    await using server = await fakeCoordinator((request, origin) => {
      if (post(request)) posts++;
      return posts < 4 && request.method === "GET"
        ? { body: { id: "q1", stats: {}, ...starting } }
        : pages(request, origin);
    });
    expect((await statementClient({ server: server.url, user: "u" }).run("SELECT …")).rows).toHaveLength(2);
    expect(posts).toBe(4);
  });

  it("is ENGINE_UNREACHABLE past the deadline", async () => {
    await using server = await failing(999, post, { status: 503 });
    const client = statementClient({ server: server.url, user: "u", deadlineMillis: 300 });
    await expect(client.run("SELECT …")).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: true,
    });
  });

  it("is ENGINE_UNREACHABLE when it hangs past the deadline", async () => {
    await using server = await failing(999, post, { hang: true });
    const client = statementClient({ server: server.url, user: "u", deadlineMillis: 100 });
    await expect(client.run("SELECT …")).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: true,
    });
  });
});
