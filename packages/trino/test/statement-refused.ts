import type { ProxyFaultRule } from "@sluice/testkit";

/** Statements that contain `text` are refused as Trino does, always, and it never sees them. */
export function statementRefused(text: string, errorName: string, message: string): ProxyFaultRule {
  const error = { errorName, message, errorType: "USER_ERROR" };
  return {
    method: "POST",
    body: text,
    times: Number.POSITIVE_INFINITY,
    fault: {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ id: "refused", stats: {}, error }),
    },
  };
}
