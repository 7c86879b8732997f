import { type StatementClientOptions, statementClient } from "@sluice/trino/client";
import { trinoClient } from "@sluice/trino/trino-client";
import { describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import { type Answer, bigintColumn, fakeCoordinator, pagesOf } from "./fake-coordinator.js";

const columns = [bigintColumn];
const pages = pagesOf([{}, { columns, data: [[1]] }, { columns, data: [[2]] }]);
const rows = [[1n], [2n]];
const month = 30 * 86_400_000;

const clientOf = (server: string, more: Partial<StatementClientOptions> = {}) =>
  statementClient({ server, user: "u", ...more });

/** Answers a POST so often, and after that as usual. */
function refusing(times: number, answer: Answer) {
  let left = times;
  return fakeCoordinator((request, origin) =>
    request.method === "POST" && left-- > 0 ? answer : pages(request, origin),
  );
}

describe("limits of time", () => {
  for (const option of ["deadlineMillis", "requestTimeoutMillis", "retryMillis"] as const) {
    for (const millis of [Number.POSITIVE_INFINITY, month]) {
      it(`${option} may be ${millis}`, async () => {
        await using server = await refusing(1, { status: 503 });
        expect((await clientOf(server.url, { [option]: millis }).run("x")).rows).toEqual(rows);
      });
    }

    for (const millis of [Number.NaN, -1, "5", null]) {
      it(`${option} may not be ${String(millis)}`, () => {
        const invalid = expect.objectContaining({ code: "CONFIGURATION_INVALID", details: { option } });
        const options = { server: "http://localhost:1", user: "u", [option]: millis } as never;
        expect(() => statementClient(options)).toThrow(invalid);
        expect(() => trinoClient(options)).toThrow(invalid);
      });
    }
  }

  it("a statement's own deadline is looked at, too, before anything is sent", async () => {
    await using server = await fakeCoordinator(pages);
    for (const deadlineMillis of [Number.NaN, -1, "5" as never]) {
      const running = clientOf(server.url).run("x", { deadlineMillis });
      await expect(running).rejects.toMatchObject({ code: "CONFIGURATION_INVALID" });
    }
    expect(server.seen).toEqual([]);
  });

  it("a statement's own Infinity lifts the client's deadline", async () => {
    await using server = await fakeCoordinator(pages);
    const client = clientOf(server.url, { deadlineMillis: 0 });
    expect((await client.run("x", { deadlineMillis: Number.POSITIVE_INFINITY })).rows).toEqual(rows);
  });

  it("no deadline at all is not one to wait for: a server that starts up is waited for by retryMillis", async () => {
    await using server = await refusing(99, { status: 503 });
    const client = clientOf(server.url, { deadlineMillis: Number.POSITIVE_INFINITY, retryMillis: 50 });
    expect(await failure(client.run("x"))).toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });
});

describe("Retry-After", () => {
  for (const [status, seconds] of [
    [503, "9999999"],
    [503, "9".repeat(400)],
    [429, "9999999"],
  ] as const) {
    it(`${seconds.slice(0, 8)} of a ${status} is no endless row of requests`, async () => {
      await using server = await refusing(999, { status, headers: { "retry-after": seconds } });
      const client = clientOf(server.url, { deadlineMillis: 400, retryMillis: Number.POSITIVE_INFINITY });
      expect(await failure(client.run("x"))).toMatchObject({ code: "ENGINE_UNREACHABLE" });
      expect(server.seen.length).toBeLessThan(10);
    });
  }

  it("of a cancellation is no longer than the message is repeated", async () => {
    await using server = await fakeCoordinator(() => ({
      status: 503,
      headers: { "retry-after": "9999999" },
    }));
    const nextUri = `${server.url}/v1/statement/executing/q1/slug/0`;
    const cancelling = clientOf(server.url, { retryMillis: 200 }).cancel(nextUri);
    expect(await failure(cancelling)).toMatchObject({ code: "ENGINE_UNREACHABLE" });
    expect(server.seen.length).toBeLessThan(10);
  });
});

describe("onRegistered that never ends", () => {
  it("ends at the deadline, and cancels", async () => {
    await using server = await fakeCoordinator(pages);
    const running = clientOf(server.url).run("x", {
      deadlineMillis: 100,
      onRegistered: () => new Promise(() => {}),
    });
    await expect(running).rejects.toMatchObject({
      code: "QUERY_FAILED",
      details: { code: "DEADLINE_EXCEEDED" },
    });
    expect([server.count("GET"), server.count("DELETE")]).toEqual([0, 1]);
  });

  it("ends when the caller aborts, and cancels", async () => {
    await using server = await fakeCoordinator(pages);
    const controller = new AbortController();
    const running = clientOf(server.url).run("x", {
      signal: controller.signal,
      onRegistered() {
        controller.abort();
        return new Promise(() => {});
      },
    });
    await expect(running).rejects.toMatchObject({ code: "ABORTED" });
    expect([server.count("GET"), server.count("DELETE")]).toEqual([0, 1]);
  });
});

describe("an answer that turns into what is no HTTP", () => {
  it("is asked for again when it is a page", async () => {
    let left = 2;
    await using server = await fakeCoordinator((request, origin) =>
      request.path.endsWith("/1") && left-- > 0 ? { drop: "garbled" } : pages(request, origin),
    );
    expect((await clientOf(server.url).run("x")).rows).toEqual(rows);
  });

  it("is a broken connection when it stays so", async () => {
    await using server = await fakeCoordinator((request, origin) =>
      request.path.endsWith("/1") ? { drop: "garbled" } : pages(request, origin),
    );
    expect(await failure(clientOf(server.url, { retryMillis: 100 }).run("x"))).toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: true,
      message: expect.stringMatching(/broke \(HPE_/),
    });
  });

  it("is no Trino at first contact", async () => {
    await using server = await fakeCoordinator(() => ({ drop: "garbled" }));
    expect(await failure(clientOf(server.url).run("x"))).toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: false,
      hint: expect.stringContaining("http against https"),
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe("a result that is closed", () => {
  it.each([
    { kind: "statementClient", make: statementClient },
    { kind: "trinoClient", make: trinoClient },
  ])("before it was read to its end does not look whole: $kind", async ({ make }) => {
    await using server = await fakeCoordinator(pages);
    const stream = await make({ server: server.url, user: "u" }).stream("x");
    const closing = async () => {
      for await (const _ of stream.rows) await stream[Symbol.asyncDispose]();
    };
    expect(await failure(closing())).toMatchObject({
      code: "QUERY_FAILED",
      details: { code: "CLOSED" },
      message: expect.stringContaining("closed before it was read to its end"),
    });
  });

  it("before its batches were read is an error, too", async () => {
    await using server = await fakeCoordinator(pages);
    const result = await clientOf(server.url).batches("x");
    await result[Symbol.asyncDispose]();
    const reading = async () => {
      for await (const _ of result.batches);
    };
    expect(await failure(reading())).toMatchObject({ details: { code: "CLOSED" } });
  });

  it("while a page is on its way is an error", async () => {
    let asked = () => {};
    const waiting = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using server = await fakeCoordinator((request, origin) => {
      if (request.path.endsWith("/2") && request.method === "GET") asked();
      return pages(request, origin);
    });
    const stream = await clientOf(server.url).stream("x");
    const reading = (async () => {
      for await (const _ of stream.rows);
    })();
    await waiting;
    await stream[Symbol.asyncDispose]();
    expect(await failure(reading)).toMatchObject({ details: { code: "CLOSED" } });
  });

  it("after its last page keeps what was read", async () => {
    await using server = await fakeCoordinator(pagesOf([{}, { columns, data: [[1], [2]] }]));
    const stream = await clientOf(server.url).stream("x");
    await stream[Symbol.asyncDispose]();
    const found: unknown[] = [];
    for await (const some of stream.rows) found.push(...some);
    expect(found).toEqual(rows);
  });

  it("by leaving the loop is silent", async () => {
    await using server = await fakeCoordinator(pages);
    const stream = await clientOf(server.url).stream("x");
    for await (const _ of stream.rows) break;
    await stream[Symbol.asyncDispose]();
    for await (const _ of stream.rows) throw new Error("There is nothing left.");
    expect(server.count("DELETE")).toBe(1);
  });
});
