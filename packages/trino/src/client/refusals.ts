import { SluiceError } from "@sluice/sdk";
import type { Credentials } from "./credentials.js";
import { statementFailed } from "./errors.js";
import type { Lost, Outcome, Reply, Request } from "./exchange.js";
import { isPassing, isTlsTrouble, isUnreachable } from "./retry.js";

/** What a refusal is told about: who asked whom for what. */
export interface Asked {
  readonly origin: string;
  readonly user: string;
  readonly credentials: Credentials;
  readonly statement: { readonly sql: string; readonly queryId?: string };
}

/** The error for an outcome that brought no page. */
export function refusal(outcome: Outcome, method: Request["method"], asked: Asked): SluiceError {
  return outcome.kind === "lost" ? lost(outcome, method, asked) : refused(outcome, method, asked);
}

/** The error for an answer that is no page of Trino. */
export function notTrino(reply: Reply, { origin, credentials }: Asked): SluiceError {
  const location = redirectTarget(reply, origin);
  const what =
    location === undefined
      ? `An HTTP server answers at ${origin}, but it is no Trino coordinator (status ${reply.status}${excerpt(reply, credentials)}).`
      : `The server at ${origin} redirects to ${location}.`;
  return new SluiceError("ENGINE_UNREACHABLE", {
    message: what,
    details: { server: origin },
    hint:
      location === undefined
        ? `Check the port, and that ${origin}/v1/info answers JSON.`
        : `If you trust it, set server: "${location}".`,
  });
}

function lost(outcome: Lost, method: Request["method"], { origin, credentials }: Asked): SluiceError {
  const tls = isTlsTrouble(outcome, method);
  const what = isUnreachable(outcome)
    ? `No Trino answers at ${new URL(origin).host}`
    : tls
      ? `The connection to ${origin} cannot be set up`
      : outcome.code === "TIMEOUT"
        ? `${origin} took too long to answer`
        : `The connection to ${origin} broke`;
  return new SluiceError("ENGINE_UNREACHABLE", {
    message: `${what} (${outcome.code}).`,
    details: { server: origin },
    hint: tls
      ? "Check http against https and the port; a private certificate authority goes into NODE_EXTRA_CA_CERTS."
      : `Check that the server runs and the address is right: curl ${origin}/v1/info`,
    retryable: !tls,
    cause: credentials.safeCause(outcome.cause),
  });
}

function refused(reply: Reply, method: Request["method"], asked: Asked): SluiceError {
  const { origin, credentials, statement, user } = asked;
  const { status } = reply;
  if (status === 401 || status === 403) {
    const { kind } = credentials;
    return new SluiceError("ENGINE_DENIED", {
      message: `Trino at ${origin} refuses the user ${user} (status ${status}${excerpt(reply, credentials)}).`,
      details: { server: origin },
      hint:
        kind === "none"
          ? "This server wants to know who asks: pass password, token or clientCertificate."
          : `Check user and ${kind}${kind === "token" ? ", and that the token has not expired" : ""}.`,
    });
  }
  if (isPassing(reply, method)) {
    const busy = status === 429;
    return new SluiceError("ENGINE_UNREACHABLE", {
      message: `Trino at ${origin} ${busy ? "takes no more requests now" : "is not ready"} (status ${status}).`,
      details: { server: origin },
      hint: busy
        ? "Try later, or run fewer statements at once."
        : `It may be starting up: curl ${origin}/v1/info`,
      retryable: true,
    });
  }
  if (method === "POST" && (isMarkup(reply) || status < 400 || status === 404 || status === 405)) {
    return notTrino(reply, asked);
  }
  if (status === 404 || status === 410) {
    return statementFailed(
      {
        errorName: "QUERY_GONE",
        message: "The server no longer knows the query. Whether it completed is unknown.",
      },
      statement,
    );
  }
  return statementFailed(
    {
      errorName: `HTTP_${status}`,
      message: `Trino at ${origin} answers status ${status}${excerpt(reply, credentials)}`,
    },
    statement,
  );
}

export function isMarkup({ text }: Reply): boolean {
  return text.trimStart().startsWith("<");
}

function redirectTarget(reply: Reply, origin: string): string | undefined {
  const location = reply.headers.get("location");
  if (location === null || reply.status < 300 || reply.status > 399) return undefined;
  return URL.canParse(location, origin) ? new URL(location, origin).origin : undefined;
}

function excerpt(reply: Reply, credentials: Credentials): string {
  if (isMarkup(reply)) return ", the answer is HTML or XML";
  const line = credentials.scrub(reply.text.slice(0, 2_000)).replace(/\s+/g, " ").trim();
  return line === "" ? "" : `: ${line.slice(0, 200)}`;
}
