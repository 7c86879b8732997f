import { isSluiceError } from "@sluice/sdk";
import { afterTries } from "@sluice/sdk/plugin";
import { type Credentials, credentials } from "./credentials.js";
import { exchange, type Outcome, type Reply, type Request } from "./exchange.js";
import type { Lifetime } from "./lifetime.js";
import type { StatementClientOptions } from "./options.js";
import { refusal } from "./refusals.js";
import { isPassing, pauseMillis } from "./retry.js";
import { serverOrigin } from "./server-origin.js";
import { everyRequestHeaders } from "./session-headers.js";

/** Requests to one server, authorised and repeated where that is safe. Holds no state of any statement. */
export interface Connection {
  readonly origin: string;
  readonly user: string;
  readonly credentials: Credentials;
  readonly retryMillis: number;
  /** The first answer with status 200. */
  ask(request: Ask, statement: { sql: string; queryId?: string }, lifetime: Lifetime): Promise<Reply>;
  /** Cancels the query behind a `nextUri`. Never throws: a server that cannot be told abandons the query itself. */
  cancel(url: string): Promise<void>;
}

type Ask = Omit<Request, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

const cancelMillis = 5_000;

export function openConnection(options: StatementClientOptions): Connection {
  const origin = serverOrigin(options.server);
  const everyRequest = everyRequestHeaders(options);
  const secrets = credentials(options, origin);
  const { requestTimeoutMillis = 60_000, retryMillis = 30_000, user } = options;

  async function send(request: Ask, timeoutMillis: number, signal?: AbortSignal): Promise<Outcome> {
    const authorization = await secrets.authorization();
    const outcome = await exchange(authorised(request, authorization), timeoutMillis, signal);
    if (outcome.kind === "lost" || outcome.status !== 401) return outcome;
    const renewed = await secrets.authorization();
    if (renewed === authorization) return outcome;
    return exchange(authorised(request, renewed), timeoutMillis, signal);
  }

  function authorised(
    { headers = everyRequest, ...request }: Ask,
    authorization: string | undefined,
  ): Request {
    return { ...request, headers: authorization === undefined ? headers : { ...headers, authorization } };
  }

  return {
    origin,
    user,
    credentials: secrets,
    retryMillis,
    async ask(request, statement, lifetime) {
      const from = Date.now();
      let failure: Outcome | undefined;
      let attempts = 0;
      let failedSince = Number.POSITIVE_INFINITY;
      try {
        for (let attempt = 0; ; attempt++) {
          attempts = attempt + 1;
          const outcome = await send(request, requestTimeoutMillis, lifetime.signal);
          if (outcome.kind === "reply" && outcome.status === 200) return outcome;
          failure = outcome;
          if (!isPassing(outcome, request.method)) break;
          const pause = pauseMillis(attempt, outcome);
          failedSince = Math.min(failedSince, Date.now());
          const starting = outcome.kind === "reply" && outcome.status === 503;
          const patience = starting && lifetime.hasDeadline ? Number.POSITIVE_INFINITY : retryMillis;
          if (Date.now() - failedSince + pause > patience) break;
          await lifetime.sleep(pause);
        }
      } catch (error) {
        // Past the deadline the last refusal says more than the deadline does.
        if (failure === undefined || error !== lifetime.signal.reason || isSluiceError(error, "ABORTED"))
          throw error;
      }
      const error = refusal(failure, request.method, { origin, user, credentials: secrets, statement });
      throw error.retryable ? afterTries(error, attempts, Date.now() - from) : error;
    },
    async cancel(url) {
      for (let attempt = 0; attempt < 2; attempt++) {
        const outcome = await send({ method: "DELETE", url }, cancelMillis).catch(() => undefined);
        if (outcome === undefined || !isPassing(outcome, "DELETE")) return;
      }
    },
  };
}
