import type { Outcome, Reply } from "../client/exchange.js";

/** A page, or what else a server answered with status 200. */
export function replyOf(value: unknown): Reply {
  return reply(200, new Headers(), value);
}

/** What came of a request that axios threw for. Nothing of the error is kept: it holds the headers that were sent. */
export function outcomeOf(error: unknown): Outcome {
  const { code, response } = error as { code?: unknown; response?: AxiosAnswer };
  if (response === undefined) {
    return { kind: "lost", code: typeof code === "string" ? code : "UNKNOWN", cause: undefined };
  }
  const pairs = Object.entries({ ...response.headers }).filter(
    (pair): pair is [string, string] => typeof pair[1] === "string",
  );
  return reply(response.status, new Headers(pairs), response.data);
}

interface AxiosAnswer {
  readonly status: number;
  readonly headers: object;
  readonly data: unknown;
}

function reply(status: number, headers: Headers, data: unknown): Reply {
  const text = typeof data === "string" ? data : (JSON.stringify(data) ?? "");
  return { kind: "reply", status, headers, bytes: Buffer.from(text), text };
}
