import { timerMillis } from "./time-limits.js";

/** One HTTP request. */
export interface Request {
  readonly method: "POST" | "GET" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came of it: an answer of any status, or none. */
export type Outcome = Reply | Lost;

export interface Reply {
  readonly kind: "reply";
  readonly status: number;
  readonly headers: Headers;
  /** The whole body. */
  readonly bytes: Buffer;
  /** The body as text. Decoded anew each time. */
  readonly text: string;
}

export interface Lost {
  readonly kind: "lost";
  /** Node's code, such as `ECONNREFUSED`; `TIMEOUT`, or `WRONG_SIZE` for a body of another size than announced. */
  readonly code: string;
  readonly cause: unknown;
}

/** Sends a request and reads its whole answer. Follows no redirect. Rejects when no answer comes or `signal` aborts. */
export type Send = (request: Request, signal: AbortSignal) => Promise<Answer>;

export type Answer = Pick<Reply, "status" | "headers" | "bytes">;

export const sendByFetch: Send = async ({ url, method, headers, body = null }, signal) => {
  // A redirect is not followed: the statement and its user would go to a server nobody chose.
  const response = await fetch(url, { method, headers, body, redirect: "manual", signal });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
};

/** One request with a limit of time. Rejects only with the reason of `signal`. */
export async function exchange(
  send: Send,
  request: Request,
  timeoutMillis: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timerMillis(timeoutMillis));
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return toReply(await send(request, controller.signal));
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: "lost", code: controller.signal.aborted ? "TIMEOUT" : codeOf(error), cause: error };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function toReply({ status, headers, bytes }: Answer): Reply {
  return {
    kind: "reply",
    status,
    headers,
    bytes,
    get text() {
      return bytes.toString("utf8");
    },
  };
}

/** fetch hides what happened in the cause of its TypeError, and that one sometimes in a list. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 8; depth++) {
    const { code, cause, errors } = at as { code?: unknown; cause?: unknown; errors?: unknown[] };
    if (typeof code === "string") return code;
    at = cause ?? errors?.[0];
  }
  return "UNKNOWN";
}
