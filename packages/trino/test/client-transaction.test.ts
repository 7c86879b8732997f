import { type StatementClient, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  bigintColumn,
  type FakeCoordinator,
  fakeCoordinator,
  pagesOf,
  type Seen,
} from "./fake-coordinator.js";

/** A coordinator that starts transaction `t1`; `answer` may say something else. */
async function started(answer: (request: Seen) => Answer | undefined = () => undefined) {
  const result = { columns: [bigintColumn], data: [[1]] };
  const server = await fakeCoordinator((request, origin) => {
    const other = answer(request);
    if (other !== undefined) return other;
    const reply = pagesOf([{}, result, result, {}])(request, origin);
    const began = request.method === "GET" && server.seen.filter(isPost).at(-1)?.body.startsWith("START");
    return began ? { ...reply, headers: { "x-trino-started-transaction-id": "t1" } } : reply;
  });
  const client: StatementClient = statementClient({ server: server.url, user: "u", retryMillis: 200 });
  return { server, client };
}

const isPost = ({ method }: Seen) => method === "POST";
const statements = ({ seen }: FakeCoordinator) =>
  seen.filter(isPost).map(({ body, headers }) => [body, headers["x-trino-transaction-id"]]);

describe("transaction", () => {
  it("runs its statements under one id and commits", async () => {
    const { server, client } = await started();
    await using _ = server;
    const value = await client.transaction(async (tx) => {
      await tx.run("INSERT …");
      for await (const __ of (await tx.stream("SELECT …")).rows);
      return tx.id;
    });
    expect(value).toBe("t1");
    expect(statements(server)).toEqual([
      ["START TRANSACTION", "NONE"],
      ["INSERT …", "t1"],
      ["SELECT …", "t1"],
      ["COMMIT", "t1"],
    ]);
    await client.run("SELECT 1");
    expect(statements(server).at(-1)).toEqual(["SELECT 1", undefined]);
  });

  it("says its modes", async () => {
    const { server, client } = await started();
    await using _ = server;
    await client.transaction(async () => {}, { isolation: "serializable", readOnly: true });
    expect(statements(server)[0]?.[0]).toBe("START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY");
    const wrong = client.transaction(async () => {}, { isolation: "x; DROP TABLE t" as "serializable" });
    await expect(wrong).rejects.toMatchObject({ code: "CONFIGURATION_INVALID" });
  });

  it("rolls back what throws, and passes the error on", async () => {
    const { server, client } = await started();
    await using _ = server;
    const failing = client.transaction(async (tx) => {
      await tx.run("INSERT …");
      throw new Error("mine");
    });
    await expect(failing).rejects.toThrow("mine");
    expect(statements(server).at(-1)).toEqual(["ROLLBACK", "t1"]);
    expect(statements(server).flat()).not.toContain("COMMIT");
  });

  it("rolls back when a statement fails, with the statement's error", async () => {
    const error = { message: "no", errorName: "TABLE_NOT_FOUND" };
    const { server, client } = await started(({ body }) =>
      body === "DROP …"
        ? { body: { id: "q2", stats: {}, error } }
        : body === "ROLLBACK"
          ? { status: 500 }
          : undefined,
    );
    await using _ = server;
    const failing = client.transaction((tx) => tx.run("DROP …"));
    await expect(failing).rejects.toMatchObject({ details: { code: "TABLE_NOT_FOUND" } });
    expect(statements(server).at(-1)?.[0]).toBe("ROLLBACK");
  });

  it("rolls back at once when it is aborted, also while the work does something else", async () => {
    const { server, client } = await started();
    await using _ = server;
    const controller = new AbortController();
    const running = client.transaction(async (tx) => {
      await tx.run("INSERT …");
      controller.abort(new Error("enough"));
      await new Promise(() => {});
    }, controller);
    await expect(running).rejects.toMatchObject({ code: "ABORTED", cause: { message: "enough" } });
    expect(statements(server).at(-1)).toEqual(["ROLLBACK", "t1"]);
  });

  it("cancels what still runs before it ends", async () => {
    const { server, client } = await started();
    await using _ = server;
    await client.transaction(async (tx) => {
      await tx.stream("SELECT …");
    });
    const order = server.seen.filter(({ method, body }) => method === "DELETE" || body === "COMMIT");
    expect(order.map(({ method }) => method)).toEqual(["DELETE", "POST"]);
  });

  it("runs nothing once it is over", async () => {
    const { server, client } = await started();
    await using _ = server;
    const kept = await client.transaction(async (tx) => tx);
    await expect(kept.run("INSERT …")).rejects.toMatchObject({ details: { code: "TRANSACTION_OVER" } });
    expect(statements(server)).toHaveLength(2);
  });

  it("a commit the server refuses is that error; one without an answer is unknown", async () => {
    const refusing = await started(({ body }) =>
      body === "COMMIT"
        ? { body: { id: "q2", stats: {}, error: { errorName: "TRANSACTION_CONFLICT" } } }
        : undefined,
    );
    await using _ = refusing.server;
    await expect(refusing.client.transaction(async () => {})).rejects.toMatchObject({
      details: { code: "TRANSACTION_CONFLICT" },
    });
    let committing = false;
    const silent = await started((request) => {
      committing ||= request.body === "COMMIT";
      return committing && request.method === "GET" ? { status: 502 } : undefined;
    });
    await using __ = silent.server;
    await expect(silent.client.transaction(async () => {})).rejects.toMatchObject({
      code: "QUERY_FAILED",
      details: { code: "COMMIT_STATE_UNKNOWN" },
      cause: { code: "ENGINE_UNREACHABLE" },
    });
  });

  it("a server that starts none is an error, and the work does not run", async () => {
    await using server = await fakeCoordinator(pagesOf([{}]));
    let ran = false;
    const running = statementClient({ server: server.url, user: "u" }).transaction(async () => {
      ran = true;
    });
    await expect(running).rejects.toMatchObject({ details: { code: "TRANSACTION_NOT_STARTED" } });
    expect(ran).toBe(false);
  });
});
