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
  readonly text: string;
}

export interface Lost {
  readonly kind: "lost";
  /** Node's code, such as `ECONNREFUSED`, or `TIMEOUT`. */
  readonly code: string;
  readonly cause: unknown;
}

/** Sends one request and reads its whole answer. Rejects only with the reason of `signal`. */
export async function exchange(
  request: Request,
  timeoutMillis: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMillis);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const { url, method, headers, body = null } = request;
    // A redirect is not followed: the statement and its user would go to a server nobody chose.
    const response = await fetch(url, {
      method,
      headers,
      body,
      redirect: "manual",
      signal: controller.signal,
    });
    const text = await response.text();
    return { kind: "reply", status: response.status, headers: response.headers, text };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: "lost", code: controller.signal.aborted ? "TIMEOUT" : codeOf(error), cause: error };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
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
