import type { Outcome, Request } from "./exchange.js";

const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether nobody listens there, as far as one attempt can tell. */
export function isUnreachable(outcome: Outcome): boolean {
  return outcome.kind === "lost" && neverConnected.has(outcome.code);
}

/**
 * Whether the two ends disagree on encryption or certificates, which no repeating cures. What is no HTTP says so at first
 * contact only; later an answer broke.
 */
export function isTlsTrouble(outcome: Outcome, method: Request["method"]): boolean {
  if (outcome.kind !== "lost") return false;
  if (method === "POST" && outcome.code.startsWith("HPE_")) return true;
  return /CERT|SSL|TLS|EPROTO|SIGNATURE/.test(outcome.code);
}

/**
 * Whether the same request is worth sending again. A GET of one page answers the same page again. A POST only
 * registers a statement, which is submitted by the first GET of its `nextUri`: one whose answer was lost never runs.
 * https://trino.io/docs/current/develop/client-protocol.html
 */
export function isPassing(outcome: Outcome, method: Request["method"]): boolean {
  if (outcome.kind === "reply") return [429, 502, 503, 504].includes(outcome.status);
  if (isTlsTrouble(outcome, method)) return false;
  // At first contact a wrong address is likelier than a passing fault.
  return method !== "POST" || !(isUnreachable(outcome) || outcome.code === "UNKNOWN");
}

/** How long to wait before attempt `attempt + 1`, counted from 0: 50–100 ms at first, at most 2–4 s. */
export function pauseMillis(attempt: number, outcome?: Outcome): number {
  const pause = Math.min(2_000, 50 * 1.6 ** attempt) * (1 + Math.random());
  return outcome?.kind === "reply" ? Math.max(pause, retryAfterMillis(outcome.headers)) : pause;
}

/** `Retry-After` in seconds or as a date. */
function retryAfterMillis(headers: Headers): number {
  const value = headers.get("retry-after");
  if (value === null) return 0;
  const millis = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(millis) ? millis : 0;
}
