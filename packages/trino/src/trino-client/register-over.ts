import type { QueryResult } from "trino-client";
import { closedEarly, protocolError, statementFailed } from "../client/errors.js";
import type { Outcome, Request } from "../client/exchange.js";
import type { Lifetime } from "../client/lifetime.js";
import { shapedPage } from "../client/page-shape.js";
import { patiently } from "../client/patiently.js";
import { progressOf } from "../client/progress.js";
import type { Page, Query, Statement } from "../client/query.js";
import { notTrino, refusal } from "../client/refusals.js";
import { atMost, cancelMillis, orAborted } from "../client/waiting.js";
import { missing } from "./missing.js";
import { outcomeOf, replyOf } from "./outcome.js";
import type { Transport } from "./transport.js";

/** Sends a statement and reads the first page that has rows, or the last one: those between are not handed out. */
export async function registerOver(
  transport: Transport,
  { sql, body, headers, onProgress }: Statement,
  lifetime: Lifetime,
  accepted: () => void,
): Promise<Query> {
  const statement: { sql: string; queryId?: string } = { sql };
  const asked = { ...transport, statement };
  const client = await transport.open(headers);
  let over = false;

  const cancel = async (id: string): Promise<void> => {
    if (over) return;
    over = true;
    await atMost(
      cancelMillis,
      client.cancel(id).catch(() => {}),
    );
  };

  /** What the call gives, tried again as long as that is worth it. */
  async function tried<Value>(method: Request["method"], call: () => Promise<Value>): Promise<Value> {
    const attempt = async () => {
      const answer = call();
      try {
        // It takes no signal.
        return { ...replyOf(undefined), value: await orAborted(answer, lifetime.signal) };
      } catch (error) {
        if (!lifetime.signal.aborted) return outcomeOf(error);
        // The package goes on asking until the page is there, and only then the query can be cancelled.
        void answer.then((late) => cancel(idOf(late))).catch(() => {});
        throw error;
      }
    };
    const refused = (outcome: Outcome) => refusal(outcome, method, asked);
    return (await patiently({ method, lifetime, retryMillis: transport.retryMillis }, attempt, refused))
      .value;
  }

  async function read(result: unknown): Promise<Page> {
    const given = result as Page | undefined;
    if (typeof given?.id !== "string") throw notTrino(replyOf(result), asked);
    const page = shapedPage(given, (problem) =>
      protocolError(`The server sent a page that ${problem}.`, { sql, queryId: given.id }),
    );
    statement.queryId = page.id;
    if (page.nextUri === undefined) over = true;
    if (page.error !== undefined) {
      over = true;
      throw statementFailed(transport.credentials.scrubAll(page.error), { sql, queryId: page.id });
    }
    try {
      onProgress?.(progressOf(page.id, page.stats));
    } catch (error) {
      await cancel(page.id);
      throw error;
    }
    return page;
  }

  const pages = await tried("POST", () => client.query(body));
  accepted();
  // An answer to the POST that leads nowhere comes as the value of a reading that is done.
  let page = await read((await tried("GET", () => pages.next())).value);
  const abort = () => void cancel(page.id);
  lifetime.signal.addEventListener("abort", abort, { once: true });

  return {
    id: page.id,
    get page() {
      return page;
    },
    headers: new Headers(),
    async *rows() {
      const rounded = () =>
        missing("longIntegers", "The result holds an integer past 2^53, which trino-client has rounded.");
      if (Array.isArray(page.data) && page.data.length > 0) yield { parsed: page.data, rounded };
    },
    async advance() {
      if (page.nextUri === undefined) return false;
      lifetime.signal.throwIfAborted();
      if (over) throw closedEarly(statement);
      try {
        page = await read((await tried("GET", () => pages.next())).value);
      } catch (error) {
        await cancel(page.id);
        throw error;
      }
      return true;
    },
    async close() {
      lifetime.signal.removeEventListener("abort", abort);
      await cancel(page.id);
      lifetime.end();
    },
  };
}

function idOf(late: unknown): string {
  return (late as IteratorResult<QueryResult, QueryResult>).value.id;
}
