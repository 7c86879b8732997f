import { SluiceError } from "@sluice/sdk";
import { afterTries } from "@sluice/sdk/plugin";
import type { Connection } from "./connection.js";
import type { RawRows } from "./decode-rows.js";
import { closedEarly, isTrinoError, type PageError, protocolError, statementFailed } from "./errors.js";
import type { Reply } from "./exchange.js";
import { type Lifetime, openLifetime } from "./lifetime.js";
import { onlyNewPages } from "./new-page.js";
import type { RegisteredStatement } from "./options.js";
import { ownUrl } from "./own-url.js";
import { onlyOwnPages } from "./page-order.js";
import { shapedPage } from "./page-shape.js";
import { type PageText, parsePage } from "./page-text.js";
import { type PageStats, progressOf, type StatementProgress } from "./progress.js";
import { rowsOfPage } from "./raw-rows.js";
import { notTrino } from "./refusals.js";
import { pauseMillis } from "./retry.js";
import type { SpooledData } from "./segments.js";
import type { TypeSignature } from "./type-signature.js";
import { atMost, cancelMillis, orAborted } from "./waiting.js";

/** One page of the protocol: https://trino.io/docs/current/develop/client-protocol.html */
export interface Page {
  readonly id: string;
  readonly nextUri?: string;
  readonly columns?: readonly PageColumn[];
  /** Numbers in it may be rounded. Without its rows where they are read from the text. */
  readonly data?: unknown[][] | SpooledData;
  readonly stats?: PageStats;
  readonly error?: PageError;
  readonly updateType?: string;
  readonly updateCount?: number;
}

export interface PageColumn {
  readonly name: string;
  readonly type: string;
  readonly typeSignature?: TypeSignature;
}

/** A statement on the server. */
export interface Query {
  readonly id: string;
  /** The page last read. */
  readonly page: Page;
  /** The headers it came with. */
  readonly headers: Headers;
  /** The rows of the page last read, in as many parts as it has them. */
  rows(): AsyncIterable<RawRows>;
  /** Reads the next page; `false` when there is none. */
  advance(): Promise<boolean>;
  /** Cancels what still runs and lets go of timers. Closing twice is fine. */
  close(): Promise<void>;
}

export interface Statement {
  /** What the caller wrote, for messages. */
  readonly sql: string;
  /** What is sent for it. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly deadlineMillis: number | undefined;
  readonly onProgress: ((progress: StatementProgress) => void) | undefined;
  readonly onRegistered: ((statement: RegisteredStatement) => Promise<void>) | undefined;
}

/** Sends a statement and reads the first page. Calls `accepted` once the server has it, before anything of it runs. */
export type RegisterStatement = (
  statement: Statement,
  lifetime: Lifetime,
  accepted: (queryId?: string) => void,
) => Promise<Query>;

/** Starts a statement and reads on until its columns are known or it is over. Waits for a server that is starting up. */
export async function startQuery(
  connection: Pick<Connection, "origin" | "retryMillis">,
  statement: Statement,
  register: RegisterStatement,
): Promise<Query> {
  let known: { queryId?: string } | undefined;
  const lifetime = openLifetime({ ...statement, expired: () => tooLate(connection, statement, known) });
  const since = Date.now();
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        const query = await register(statement, lifetime, (queryId) => {
          known = queryId === undefined ? {} : { queryId };
        });
        await untilColumns(query);
        return query;
      } catch (error) {
        // A statement refused for this reason never ran, so it is registered anew.
        if (!isTrinoError(error, "SERVER_STARTING_UP") || statement.onRegistered) throw error;
        const millis = Date.now() - since;
        if (!lifetime.hasDeadline && millis > connection.retryMillis)
          throw afterTries(error, attempt + 1, millis);
        await lifetime.sleep(pauseMillis(attempt));
      }
    }
  } catch (error) {
    lifetime.end();
    throw error;
  }
}

async function untilColumns(query: Query): Promise<void> {
  try {
    while (query.page.columns === undefined && (await query.advance()));
  } catch (error) {
    await query.close();
    throw error;
  }
}

/** POST only registers a statement: the server submits it at the first GET of its `nextUri`. */
export async function registerStatement(
  connection: Connection,
  { sql, body, headers, onProgress, onRegistered }: Statement,
  lifetime: Lifetime,
  accepted: (queryId: string) => void,
): Promise<Query> {
  const statement: { sql: string; queryId?: string } = { sql };
  const first = { method: "POST", url: `${connection.origin}/v1/statement`, headers, body } as const;
  // What is still to be read; `undefined` once the server has nothing left to cancel.
  let next: string | undefined;
  let cancelled: Promise<unknown> | undefined;
  // Whether it was closed when pages were left.
  let cut = false;
  const isNew = onlyNewPages();
  const expectOwn = onlyOwnPages(statement);

  function read(reply: Reply): PageText {
    const text = asPage(reply);
    if (text === undefined) throw notTrino(reply, { ...connection, statement });
    const page = shapedPage(text.page, (problem) =>
      protocolError(`The server sent a page that ${problem}.`, { queryId: text.page.id, ...statement }),
    );
    expectOwn({ ...text, page });
    if (page.nextUri !== undefined && !isNew(ownUrl(page.nextUri, connection.origin))) {
      // Reading on would give the same rows again, for ever.
      const uri = connection.credentials.scrub(page.nextUri);
      throw protocolError(`The server leads back to a page that was read: ${uri}`, { sql, queryId: page.id });
    }
    if (page.error === undefined) return { ...text, page };
    next = undefined; // it is over, so there is nothing to cancel
    throw statementFailed(connection.credentials.scrubAll(page.error), { sql, queryId: page.id });
  }

  async function cancel(): Promise<void> {
    if (next !== undefined) {
      cancelled ??= connection.tell({ method: "DELETE", url: ownUrl(next, connection.origin) });
    }
    // A server that answers nothing any more must not keep the caller past the deadline.
    if (cancelled !== undefined) await atMost(cancelMillis, cancelled);
  }
  async function orCancel(tell: () => unknown): Promise<void> {
    try {
      await tell();
    } catch (error) {
      await cancel();
      throw error;
    }
  }
  const report = () => orCancel(() => onProgress?.(progressOf(page.id, page.stats)));

  let reply = await connection.ask(first, statement, lifetime);
  let text = read(reply);
  let { page } = text;
  statement.queryId = page.id;
  accepted(page.id);
  next = page.nextUri;
  await report();
  if (next !== undefined) {
    const registered = { queryId: page.id, nextUri: next };
    await orCancel(() => orAborted(Promise.resolve(onRegistered?.(registered)), lifetime.signal));
  }
  lifetime.signal.addEventListener("abort", cancel, { once: true });

  return {
    id: page.id,
    get page() {
      return page;
    },
    get headers() {
      return reply.headers;
    },
    rows: () => rowsOfPage(text, reply.bytes, { connection, statement, lifetime }),
    async advance() {
      if (cut) throw closedEarly(statement);
      if (next === undefined) return false;
      const url = ownUrl(next, connection.origin);
      try {
        reply = await connection.ask({ method: "GET", url }, statement, lifetime);
        if (cut) throw closedEarly(statement);
        text = read(reply);
        ({ page } = text);
      } catch (error) {
        await cancel();
        throw error;
      }
      next = page.nextUri;
      await report();
      return true;
    },
    async close() {
      lifetime.signal.removeEventListener("abort", cancel);
      cut ||= next !== undefined;
      await cancel();
      next = undefined;
      lifetime.end();
    },
  };
}

function asPage({ bytes }: Reply): PageText | undefined {
  try {
    const text = parsePage(bytes);
    const page = text.page as Page | null;
    if (typeof page?.id !== "string" || !("stats" in page || "nextUri" in page)) return undefined;
    const nextUri: unknown = page.nextUri ?? undefined;
    return nextUri === undefined || (typeof nextUri === "string" && URL.canParse(nextUri)) ? text : undefined;
  } catch {
    return undefined;
  }
}

function tooLate(
  { origin }: Pick<Connection, "origin">,
  { sql, deadlineMillis }: Statement,
  known: { readonly queryId?: string } | undefined,
): SluiceError {
  if (known === undefined) {
    return new SluiceError("ENGINE_UNREACHABLE", {
      message: `${origin} accepted no statement within ${deadlineMillis} ms.`,
      details: { server: origin },
      hint: `Check that the server runs and the address is right: curl ${origin}/v1/info`,
      retryable: true,
    });
  }
  return statementFailed(
    {
      errorName: "DEADLINE_EXCEEDED",
      message: `The statement did not finish within ${deadlineMillis} ms and was cancelled.`,
    },
    { sql, ...known },
  );
}
