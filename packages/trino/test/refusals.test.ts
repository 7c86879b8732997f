import { createServer } from "node:net";
import { isTrinoError, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { type Answer, bigintColumn, fakeCoordinator, pagesOf } from "./fake-coordinator.js";

async function failure(answer: Answer) {
  await using server = await fakeCoordinator(() => answer);
  return {
    error: await statementClient({ server: server.url, user: "ann" })
      .run("SELECT 1")
      .catch((e) => e),
    server,
  };
}

describe("refusals", () => {
  it("401 and 403 are ENGINE_DENIED and say what to check", async () => {
    for (const status of [401, 403]) {
      const { error, server } = await failure({ status, body: "Access Denied" });
      expect(error).toMatchObject({
        code: "ENGINE_DENIED",
        retryable: false,
        details: { server: server.url },
      });
      expect(error.message).toContain("ann");
      expect(error.hint).toContain("pass password, token or clientCertificate");
    }
  });

  it("nobody listening is ENGINE_UNREACHABLE at once, and names host and port", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const start = performance.now();
    const error = await statementClient({ server: `http://127.0.0.1:${port}`, user: "u" })
      .run("SELECT 1")
      .catch((e) => e);
    expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE", retryable: true });
    expect(error.message).toContain(`127.0.0.1:${port} (ECONNREFUSED)`);
    expect(error.hint).toContain("curl");
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("a name nobody knows is ENGINE_UNREACHABLE", async () => {
    const error = await statementClient({ server: "http://no.such.host.invalid:8080", user: "u" })
      .run("SELECT 1")
      .catch((e) => e);
    expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE", retryable: true });
    expect(error.message).toContain("no.such.host.invalid:8080");
  });

  it("speaking http to something else is ENGINE_UNREACHABLE", async () => {
    const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const error = await statementClient({ server: `http://127.0.0.1:${port}`, user: "u" })
      .run("SELECT 1")
      .catch((e) => e);
    server.close();
    expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE", retryable: false });
  });

  const strangers: [string, Answer][] = [
    ["a web page", { body: "<!doctype html><h1>It works!</h1>" }],
    ["404", { status: 404, body: "not found" }],
    ["405 in XML, as MinIO says", { status: 405, body: '<?xml version="1.0"?><Error/>' }],
    ["400 in XML", { status: 400, body: '<?xml version="1.0"?><Error/>' }],
    ["JSON of something else", { body: { hello: "world" } }],
    ["JSON null", { body: "null" }],
    ["an empty 204", { status: 204, body: "" }],
  ];
  for (const [name, answer] of strangers) {
    it(`${name} is no Trino`, async () => {
      const { error, server } = await failure(answer);
      expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE", retryable: false });
      expect(error.message).toContain(`${server.url}, but it is no Trino coordinator`);
    });
  }

  it("a redirect is named, not followed", async () => {
    const { error, server } = await failure({
      status: 307,
      headers: { location: "https://other.example/v1/statement" },
    });
    expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE" });
    expect(error.message).toContain("redirects to https://other.example.");
    expect(server.seen).toHaveLength(1);
  });

  it("400 brings what the server says", async () => {
    const { error } = await failure({ status: 400, body: "Invalid X-Trino-Session header" });
    expect(isTrinoError(error, "HTTP_400")).toBe(true);
    expect(error.message).toContain("Invalid X-Trino-Session header");
  });

  it("a query the server forgot has an unknown outcome", async () => {
    for (const status of [404, 410]) {
      await using server = await fakeCoordinator((request, origin) =>
        request.path.endsWith("/1") ? { status } : pagesOf([{}, {}])(request, origin),
      );
      const error = await statementClient({ server: server.url, user: "u" })
        .run("INSERT …")
        .catch((e) => e);
      expect(isTrinoError(error, "QUERY_GONE")).toBe(true);
      expect(error).toMatchObject({ retryable: false, details: { queryId: "q1" } });
      expect(error.message).toContain("unknown");
    }
  });
});

describe("statements that fail", () => {
  const failed = (error: object) => fakeCoordinator(pagesOf([{}, { error }]));

  it("are QUERY_FAILED with name, position, query id and SQL", async () => {
    await using server = await failed({
      message: "line 1:15: Table 'hive.sales.nope' does not exist",
      errorName: "TABLE_NOT_FOUND",
      errorType: "USER_ERROR",
      errorLocation: { lineNumber: 1, columnNumber: 15 },
      failureInfo: { stack: ["…"] },
    });
    const error = await statementClient({ server: server.url, user: "u" })
      .run("SELECT * FROM nope")
      .catch((e) => e);
    expect(error).toMatchObject({
      code: "QUERY_FAILED",
      retryable: false,
      details: {
        engine: "trino",
        code: "TABLE_NOT_FOUND",
        type: "USER_ERROR",
        queryId: "q1",
        line: 1,
        column: 15,
        sql: "SELECT * FROM nope",
      },
    });
    expect(error.message).toContain("Table 'hive.sales.nope' does not exist (TABLE_NOT_FOUND, query q1)");
    expect(isTrinoError(error)).toBe(true);
    expect(isTrinoError(error, "TABLE_NOT_FOUND")).toBe(true);
    expect(isTrinoError(error, "SYNTAX_ERROR")).toBe(false);
    expect(server.count("DELETE")).toBe(0);
  });

  it("show long SQL shortened", async () => {
    await using server = await failed({ message: "m", errorName: "SYNTAX_ERROR" });
    const sql = `SELECT ${"x, ".repeat(5_000)} 1`;
    const error = await statementClient({ server: server.url, user: "u" })
      .run(sql)
      .catch((e) => e);
    expect(error.message.length).toBeLessThan(700);
  });

  it("are retryable only where nothing can have happened", async () => {
    for (const [errorName, retryable] of [
      ["TRANSACTION_CONFLICT", true],
      ["NO_NODES_AVAILABLE", true],
      ["HIVE_METASTORE_ERROR", false],
      ["GENERIC_INTERNAL_ERROR", false],
      ["ICEBERG_COMMIT_ERROR", false],
      ["EXCEEDED_TIME_LIMIT", false],
    ] as const) {
      await using server = await failed({ message: "m", errorName });
      const client = statementClient({ server: server.url, user: "u" });
      await expect(client.run("x")).rejects.toMatchObject({ retryable, details: { code: errorName } });
    }
  });

  it("may fail after rows came", async () => {
    await using server = await fakeCoordinator(
      pagesOf([
        { columns: [bigintColumn], data: [[1]] },
        { error: { message: "late", errorName: "DIVISION_BY_ZERO" } },
      ]),
    );
    const { rows } = await statementClient({ server: server.url, user: "u" }).stream("SELECT …");
    const seen: unknown[] = [];
    const reading = async () => {
      for await (const page of rows) seen.push(...page);
    };
    await expect(reading()).rejects.toSatisfy((error) => isTrinoError(error, "DIVISION_BY_ZERO"));
    expect(seen).toEqual([[1n]]);
  });
});
