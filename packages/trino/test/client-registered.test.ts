import { type RegisteredStatement, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { bigintColumn, fakeCoordinator, pagesOf } from "./fake-coordinator.js";

const pages = pagesOf([{}, { columns: [bigintColumn], data: [[1]] }]);
const clientOf = (server: string) => statementClient({ server, user: "u" });

describe("onRegistered", () => {
  it("is awaited before the statement may begin", async () => {
    await using server = await fakeCoordinator(pages);
    const told: [RegisteredStatement, number][] = [];
    const { rows } = await clientOf(server.url).run("SELECT 1", {
      async onRegistered(statement) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        told.push([statement, server.count("GET")]);
      },
    });
    expect(rows).toEqual([[1n]]);
    const nextUri = `${server.url}/v1/statement/executing/q1/slug/0`;
    expect(told).toEqual([[{ queryId: "q1", nextUri }, 0]]);
  });

  it("cancels the statement by throwing, before it has begun", async () => {
    await using server = await fakeCoordinator(pages);
    const running = clientOf(server.url).run("INSERT", {
      onRegistered: () => Promise.reject(new Error("not written down")),
    });
    await expect(running).rejects.toThrow("not written down");
    expect([server.count("GET"), server.count("DELETE")]).toEqual([0, 1]);
  });

  it("is called once: a statement of a server that starts up is not registered anew", async () => {
    await using server = await fakeCoordinator((request, origin) => {
      if (request.method !== "GET") return pages(request, origin);
      return { body: { id: "q1", stats: {}, error: { errorName: "SERVER_STARTING_UP", message: "soon" } } };
    });
    let calls = 0;
    const running = clientOf(server.url).run("INSERT", { onRegistered: async () => void calls++ });
    await expect(running).rejects.toMatchObject({ details: { code: "SERVER_STARTING_UP" } });
    expect([calls, server.count("POST")]).toEqual([1, 1]);
  });
});

describe("cancel", () => {
  const nextUri = "http://elsewhere:1/v1/statement/executing/q1/slug/0";

  it("asks at the server's own address, until it is taken", async () => {
    let refusals = 3;
    await using server = await fakeCoordinator(() =>
      refusals-- > 0 ? { status: 503, body: "" } : { status: 204, body: "" },
    );
    await clientOf(server.url).cancel(nextUri);
    expect(server.seen.map(({ method, path }) => [method, path])).toEqual(
      Array.from({ length: 4 }, () => ["DELETE", "/v1/statement/executing/q1/slug/0"]),
    );
  });

  it("takes a statement that is gone for cancelled", async () => {
    await using server = await fakeCoordinator(() => ({ status: 404, body: "" }));
    await clientOf(server.url).cancel(nextUri);
    expect(server.count("DELETE")).toBe(1);
  });

  it("fails where nobody takes it", async () => {
    await using server = await fakeCoordinator(() => ({ status: 500, body: "" }));
    await expect(clientOf(server.url).cancel(nextUri)).rejects.toMatchObject({ name: "SluiceError" });
  });

  it("waits for no token that never comes", async () => {
    await using server = await fakeCoordinator(() => ({ status: 204, body: "" }));
    const client = statementClient({
      server: server.url,
      user: "u",
      token: () => new Promise(() => {}),
      allowPasswordOverHttp: true,
      requestTimeoutMillis: 20,
      retryMillis: 100,
    });
    await expect(client.cancel(nextUri)).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    expect(server.seen).toEqual([]);
  });
});
