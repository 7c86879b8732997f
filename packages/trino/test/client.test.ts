import { isTrinoError, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { bigintColumn, fakeCoordinator, pagesOf } from "./fake-coordinator.js";

const columns = [bigintColumn];
const threePages = [{}, { columns, data: [[1], [2]] }, { columns }, { columns, data: [[3]] }];

describe("statementClient", () => {
  it("follows nextUri to the end and decodes every page", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    const result = await statementClient({ server: server.url, user: "u" }).run("SELECT n FROM t");
    expect(result).toEqual({
      queryId: "q1",
      columns: [{ name: "n", type: "bigint" }],
      rows: [[1n], [2n], [3n]],
    });
    expect(server.seen[0]).toMatchObject({ method: "POST", path: "/v1/statement", body: "SELECT n FROM t" });
    expect(server.count("DELETE")).toBe(0);
  });

  it("tells what a statement without rows did", async () => {
    await using server = await fakeCoordinator(pagesOf([{}, { updateType: "INSERT", updateCount: 7 }]));
    const result = await statementClient({ server: server.url, user: "u" }).run("INSERT …");
    expect(result).toEqual({ queryId: "q1", columns: [], rows: [], updateType: "INSERT", updateCount: 7 });
  });

  it("takes a result that comes with the first answer", async () => {
    await using server = await fakeCoordinator(() => ({
      body: { id: "q9", stats: {}, columns, data: [[5]] },
    }));
    expect((await statementClient({ server: server.url, user: "u" }).run("SELECT 5")).rows).toEqual([[5n]]);
  });

  it("says who asks, for what and how exactly", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    const client = statementClient({
      server: server.url,
      user: "ann",
      catalog: "hive",
      schema: "sales",
      session: { query_max_run_time: "5m", "hive.timestamp_precision": "MICROSECONDS" },
      clientTags: ["a", "b"],
      headers: { "x-gateway": "blue" },
    });
    await client.run("SELECT 'ü🦋'", {
      session: { query_max_run_time: "1m", odd: "a,b=c d+ü" },
      schema: "other",
    });
    expect(server.seen[0]?.body).toBe("SELECT 'ü🦋'");
    expect(server.seen[0]?.headers).toMatchObject({
      "x-trino-user": "ann",
      "x-trino-source": "sluice",
      "x-trino-catalog": "hive",
      "x-trino-schema": "other",
      "x-trino-time-zone": "UTC",
      "x-trino-client-capabilities": "PARAMETRIC_DATETIME,NUMBER",
      "x-trino-client-tags": "a,b",
      "x-trino-session":
        "query_max_run_time=1m,hive.timestamp_precision=MICROSECONDS,odd=a%2Cb%3Dc%20d%2B%C3%BC",
      "x-gateway": "blue",
    });
    expect(server.seen[1]?.headers).toMatchObject({ "x-trino-user": "ann", "x-gateway": "blue" });
    expect(server.seen[1]?.headers).not.toHaveProperty("x-trino-session");
  });

  it("keeps nothing a statement sets", async () => {
    await using server = await fakeCoordinator((request, origin) => ({
      ...pagesOf([{}])(request, origin),
      headers: {
        "x-trino-set-session": "a=b",
        "x-trino-set-schema": "elsewhere",
        "x-trino-started-transaction-id": "t",
      },
    }));
    const client = statementClient({ server: server.url, user: "u", catalog: "hive", schema: "sales" });
    await Promise.all([client.run("SET SESSION a = 'b'"), client.run("USE elsewhere")]);
    await client.run("SELECT 1");
    const last = server.seen.filter((one) => one.method === "POST").at(-1);
    expect(last?.headers).toMatchObject({ "x-trino-schema": "sales" });
    expect(last?.headers).not.toHaveProperty("x-trino-session");
    expect(last?.headers).not.toHaveProperty("x-trino-transaction-id");
  });

  it("goes to the configured origin whatever nextUri says", async () => {
    await using elsewhere = await fakeCoordinator(pagesOf(threePages));
    await using server = await fakeCoordinator((request) => pagesOf(threePages)(request, elsewhere.url));
    const client = statementClient({
      server: server.url,
      user: "u",
      token: "t0ken",
      allowPasswordOverHttp: true,
    });
    expect((await client.run("SELECT n FROM t")).rows).toHaveLength(3);
    expect(elsewhere.seen).toEqual([]);
    expect(server.seen.every((one) => one.headers.authorization === "Bearer t0ken")).toBe(true);
  });

  it("asks a token function again after a 401", async () => {
    await using server = await fakeCoordinator((request, origin) =>
      request.headers.authorization === "Bearer new" ? pagesOf(threePages)(request, origin) : { status: 401 },
    );
    let calls = 0;
    const token = () => (calls++ === 0 ? "old" : "new");
    const client = statementClient({ server: server.url, user: "u", token, allowPasswordOverHttp: true });
    expect((await client.run("SELECT n FROM t")).rows).toHaveLength(3);
  });
});

describe("stream", () => {
  it("hands on page by page, knowing the columns first", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    const { columns, rows, queryId } = await statementClient({ server: server.url, user: "u" }).stream(
      "SELECT …",
    );
    expect({ columns, queryId }).toEqual({ columns: [{ name: "n", type: "bigint" }], queryId: "q1" });
    expect(server.count("GET")).toBe(2);
    const pages: unknown[] = [];
    for await (const page of rows) pages.push(page);
    expect(pages).toEqual([[[1n], [2n]], [[3n]]]);
  });

  it("cancels by DELETE of nextUri when the loop is left early", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    const { rows } = await statementClient({ server: server.url, user: "u" }).stream("SELECT …");
    for await (const _ of rows) break;
    expect(server.seen.at(-1)).toMatchObject({ method: "DELETE", path: "/v1/statement/executing/q1/slug/2" });
    expect(server.count("DELETE")).toBe(1);
  });

  it("cancels when disposed of before it is read", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    {
      await using _stream = await statementClient({ server: server.url, user: "u" }).stream("SELECT …");
    }
    expect(server.count("DELETE")).toBe(1);
  });

  it("cancels nothing when it was read to its end", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    {
      await using stream = await statementClient({ server: server.url, user: "u" }).stream("SELECT …");
      for await (const _ of stream.rows);
    }
    expect(server.count("DELETE")).toBe(0);
  });
});

describe("aborting", () => {
  const hanging = (request: { method: string; path: string }, origin: string) =>
    request.path.endsWith("/2") && request.method === "GET"
      ? { hang: true }
      : pagesOf(threePages)(request as never, origin);

  it("cancels the query and throws ABORTED, in the middle of a request", async () => {
    await using server = await fakeCoordinator(hanging);
    const controller = new AbortController();
    const running = statementClient({ server: server.url, user: "u" }).run("SELECT …", {
      signal: controller.signal,
    });
    running.catch(() => {});
    await expect.poll(() => server.seen.at(-1)?.path).toMatch(/\/2$/);
    controller.abort(new Error("enough"));
    await expect(running).rejects.toMatchObject({ code: "ABORTED", cause: { message: "enough" } });
    expect(server.seen.at(-1)).toMatchObject({ method: "DELETE", path: "/v1/statement/executing/q1/slug/2" });
  });

  it("cancels at once while the consumer is busy with a page", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    const controller = new AbortController();
    const { rows } = await statementClient({ server: server.url, user: "u" }).stream("SELECT …", controller);
    const reading = async () => {
      for await (const _ of rows) {
        controller.abort();
        await expect.poll(() => server.count("DELETE")).toBe(1);
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: "ABORTED" });
    expect(server.count("DELETE")).toBe(1);
  });

  it("sends nothing when it is aborted already", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    const signal = AbortSignal.abort();
    const running = statementClient({ server: server.url, user: "u" }).run("SELECT …", { signal });
    await expect(running).rejects.toMatchObject({ code: "ABORTED" });
    expect(server.seen).toEqual([]);
  });

  it("cancels past its deadline", async () => {
    await using server = await fakeCoordinator(hanging);
    const client = statementClient({ server: server.url, user: "u", deadlineMillis: 1_500 });
    const error = await client.run("SELECT …").catch((error: unknown) => error);
    expect(isTrinoError(error, "DEADLINE_EXCEEDED")).toBe(true);
    expect(server.seen.at(-1)).toMatchObject({ method: "DELETE", path: "/v1/statement/executing/q1/slug/2" });
  });

  it("leaves no listener on the caller's signal", async () => {
    await using server = await fakeCoordinator(pagesOf(threePages));
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    const client = statementClient({ server: server.url, user: "u" });
    for (let i = 0; i < 3; i++) await client.run("SELECT …", { signal });
    expect(listeners).toBe(0);
  });
});
