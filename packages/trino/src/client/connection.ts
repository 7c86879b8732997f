import type { SluiceError } from "@sluice/sdk";
import { sendByCertificate } from "./client-certificate.js";
import { type Credentials, credentials } from "./credentials.js";
import { exchange, type Outcome, type Reply, type Request, type Send, sendByFetch } from "./exchange.js";
import type { Lifetime } from "./lifetime.js";
import type { StatementClientOptions } from "./options.js";
import { patiently } from "./patiently.js";
import { refusal } from "./refusals.js";
import { isPassing } from "./retry.js";
import { serverOrigin } from "./server-origin.js";
import { everyRequestHeaders } from "./session-headers.js";
import { orAborted } from "./waiting.js";

/** Requests to one server, authorised and repeated where that is safe. Holds no state of any statement. */
export interface Connection {
  readonly origin: string;
  readonly user: string;
  readonly credentials: Credentials;
  readonly retryMillis: number;
  /** The first answer with status 200. */
  ask(request: Ask, statement: { sql: string; queryId?: string }, lifetime: Lifetime): Promise<Reply>;
  /** Gets from wherever the server says, until it works or waiting is over. Only the server itself is shown who asks. */
  fetch(
    url: string,
    expected: Expected,
    lifetime: Lifetime,
    refused: (outcome: Outcome) => SluiceError,
  ): Promise<Reply>;
  /** Sends a request that nothing depends on. Never throws. Waits for two requests' time at most. The last outcome, if there was one. */
  tell(request: Ask): Promise<Outcome | undefined>;
}

type Ask = Omit<Request, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** What a file of the server's storage must be asked with, and how many bytes it has. */
export interface Expected {
  readonly headers: Readonly<Record<string, string>>;
  readonly byteLength: number;
}

const tellMillis = 5_000;
const mostRedirects = 3;

export function openConnection(options: StatementClientOptions): Connection {
  const origin = serverOrigin(options.server);
  const everyRequest = everyRequestHeaders(options);
  const secrets = credentials(options, origin);
  const { requestTimeoutMillis = 60_000, retryMillis = 30_000, user, clientCertificate } = options;
  const sendOwn: Send =
    clientCertificate === undefined ? sendByFetch : sendByCertificate(clientCertificate, origin);

  async function send(request: Ask, timeoutMillis: number, signal?: AbortSignal): Promise<Outcome> {
    const authorization = await orAborted(secrets.authorization(), signal);
    const outcome = await exchange(sendOwn, authorised(request, authorization), timeoutMillis, signal);
    if (outcome.kind === "lost" || outcome.status !== 401) return outcome;
    const renewed = await orAborted(secrets.authorization(), signal);
    if (renewed === authorization) return outcome;
    return exchange(sendOwn, authorised(request, renewed), timeoutMillis, signal);
  }

  function authorised(
    { headers = everyRequest, ...request }: Ask,
    authorization: string | undefined,
  ): Request {
    return { ...request, headers: authorization === undefined ? headers : { ...headers, authorization } };
  }

  /** One attempt to get a file. Storage is another server: it sees nothing but the headers meant for it. */
  async function getFile(first: string, { headers, byteLength }: Expected, signal: AbortSignal) {
    const wanted = { ...headers, "accept-encoding": "identity" };
    let url = first;
    for (let hop = 0; ; hop++) {
      const method = "GET";
      const outcome = url.startsWith(`${origin}/`)
        ? await send({ method, url, headers: { ...everyRequest, ...wanted } }, requestTimeoutMillis, signal)
        : await exchange(sendByFetch, { method, url, headers: wanted }, requestTimeoutMillis, signal);
      if (outcome.kind === "lost") return outcome;
      const target = redirectTarget(outcome, url);
      if (target !== undefined && hop < mostRedirects) url = target;
      else if (outcome.status === 200 && outcome.bytes.byteLength !== byteLength) {
        return { kind: "lost", code: "WRONG_SIZE", cause: undefined } as const;
      } else return outcome;
    }
  }

  return {
    origin,
    user,
    credentials: secrets,
    retryMillis,
    ask: (request, statement, lifetime) =>
      patiently(
        { method: request.method, lifetime, retryMillis },
        () => send(request, requestTimeoutMillis, lifetime.signal),
        (outcome) => refusal(outcome, request.method, { origin, user, credentials: secrets, statement }),
      ),
    fetch: (url, expected, lifetime, refused) =>
      patiently(
        { method: "GET", lifetime, retryMillis },
        () => getFile(url, expected, lifetime.signal),
        refused,
      ),
    async tell(request) {
      const millis = Math.min(tellMillis, requestTimeoutMillis);
      const controller = new AbortController();
      // For a token function that never answers, too.
      const timer = setTimeout(() => controller.abort(), 2 * millis);
      let outcome: Outcome | undefined;
      for (let attempt = 0; attempt < 2; attempt++) {
        outcome = await send(request, millis, controller.signal).catch(() => undefined);
        if (outcome === undefined || !isPassing(outcome, request.method)) break;
      }
      clearTimeout(timer);
      return outcome;
    },
  };
}

/** Where a file is to be asked for instead; `undefined` if nowhere that can be fetched. */
function redirectTarget({ status, headers }: Reply, from: string): string | undefined {
  const location = headers.get("location");
  if (status < 300 || status >= 400 || location === null || !URL.canParse(location, from)) return undefined;
  const { protocol, href } = new URL(location, from);
  return /^https?:$/.test(protocol) ? href : undefined;
}
