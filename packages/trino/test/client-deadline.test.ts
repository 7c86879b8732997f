import { type StatementClientOptions, statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import { failure } from "./failure.js";
import { type Answer, bigintColumn, fakeCoordinator, pagesOf, type Seen } from "./fake-coordinator.js";

const columns = [bigintColumn];
const pages = pagesOf([{}, { columns, data: [[1]] }, { columns, data: [[2]] }]);
const deadlineMillis = 800;
/** Beyond it: how long a cancellation is waited for, and a busy machine. */
const patienceMillis = 4_000;

const post = ({ method }: Seen) => method === "POST";
const get = ({ method }: Seen) => method === "GET";
const lastPage = ({ method, path }: Seen) => method === "GET" && path.endsWith("/2");
const afterPost = ({ method }: Seen) => method !== "POST";
const any = () => true;

interface Stall {
  readonly hits: (request: Seen) => boolean;
  readonly answer: Answer | ((origin: string, seen: readonly Seen[]) => Answer);
  /** The code of the error, or the name in the details of a `QUERY_FAILED`. */
  readonly ends: string;
  /** Whether the server is told. */
  readonly cancels: boolean;
  readonly options?: Partial<StatementClientOptions>;
}

const exceeded = "DEADLINE_EXCEEDED";
const unreachable = "ENGINE_UNREACHABLE";
const stalls: Readonly<Record<string, Stall>> = {
  "no statement is accepted": { hits: post, answer: { hang: true }, ends: unreachable, cancels: false },
  "it is starting up for ever": { hits: post, answer: { status: 503 }, ends: unreachable, cancels: false },
  "it is busy for long": {
    hits: post,
    answer: { status: 429, headers: { "retry-after": "5" } },
    ends: unreachable,
    cancels: false,
  },
  "the first page does not come": { hits: get, answer: { hang: true }, ends: exceeded, cancels: true },
  "the last page does not come": { hits: lastPage, answer: { hang: true }, ends: exceeded, cancels: true },
  "a gateway fails for ever": {
    hits: lastPage,
    answer: { status: 502 },
    ends: unreachable,
    cancels: true,
    // The gateway is what is told of only where it failed before the deadline: time for three requests on a busy machine.
    options: { deadlineMillis: 5 * deadlineMillis },
  },
  "the query stays queued": {
    hits: get,
    answer: (origin, seen) => ({
      body: { id: "q1", nextUri: `${origin}/v1/statement/queued/q1/${seen.length}`, stats: {} },
    }),
    ends: exceeded,
    cancels: true,
  },
  "rows come for ever": {
    hits: get,
    answer: (origin, seen) => ({
      body: {
        id: "q1",
        columns,
        data: [[1]],
        nextUri: `${origin}/v1/statement/executing/q1/${seen.length}`,
        stats: {},
      },
    }),
    ends: exceeded,
    cancels: true,
  },
  "nothing answers any more, also not a cancellation": {
    hits: afterPost,
    answer: { hang: true },
    ends: exceeded,
    cancels: true,
  },
  "no token comes": {
    hits: any,
    answer: { hang: true },
    ends: unreachable,
    cancels: false,
    options: { token: () => new Promise<string>(() => {}), allowPasswordOverHttp: true },
  },
};

describe("a deadline", () => {
  it.concurrent.for(Object.entries(stalls))("ends a statement when %s", async ([, stall], { expect }) => {
    const { hits, answer, ends, cancels, options } = stall;
    await using server = await fakeCoordinator((request, origin, seen) => {
      if (request.method === "DELETE" && hits !== afterPost) return { status: 204, body: "" };
      if (!hits(request)) return pages(request, origin);
      return typeof answer === "function" ? answer(origin, seen) : answer;
    });
    const client = statementClient({ server: server.url, user: "ann", deadlineMillis, ...options });
    const from = performance.now();
    const error = await failure(client.run("SELECT n FROM t"));
    expect(performance.now() - from).toBeLessThan(
      (options?.deadlineMillis ?? deadlineMillis) + patienceMillis,
    );
    expect(error).toMatchObject(
      ends === exceeded ? { code: "QUERY_FAILED", details: { code: exceeded } } : { code: ends },
    );
    await expect.poll(() => server.count("DELETE") > 0).toBe(cancels);
  });

  it("counts the time in which the caller reads nothing", async () => {
    await using server = await fakeCoordinator(pages);
    const client = statementClient({ server: server.url, user: "ann", deadlineMillis });
    const reading = async () => {
      const { rows } = await client.stream("SELECT n FROM t");
      for await (const _ of rows) await new Promise((resolve) => setTimeout(resolve, deadlineMillis * 1.5));
    };
    expect(await failure(reading())).toMatchObject({ details: { code: exceeded } });
    await expect.poll(() => server.count("DELETE")).toBe(1);
  });
});
