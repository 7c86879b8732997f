import { setTimeout as pause } from "node:timers/promises";
import { SluiceError } from "@sluice/sdk";
import type { Connection } from "./connection.js";
import { invalidOption } from "./errors.js";
import { ownUrl } from "./own-url.js";
import { refusal } from "./refusals.js";
import { pauseMillis } from "./retry.js";
import { timerMillis } from "./time-limits.js";

const tries = 8;

/** Tells the server until it has taken the message, as long as a failing request is repeated. What is gone already counts as cancelled. */
export async function cancelStatement(connection: Connection, nextUri: string): Promise<void> {
  if (typeof nextUri !== "string" || !URL.canParse(nextUri, connection.origin)) {
    throw invalidOption("nextUri", "is no address", "Give the nextUri that onRegistered told.");
  }
  const request = { method: "DELETE", url: ownUrl(nextUri, connection.origin) } as const;
  const from = Date.now();
  for (let attempt = 0; ; attempt++) {
    const outcome = await connection.tell(request);
    if (outcome?.kind === "reply" && taken(outcome.status)) return;
    const left = connection.retryMillis - (Date.now() - from);
    if (attempt + 1 < tries && left > 0) {
      await pause(timerMillis(Math.min(left, pauseMillis(attempt, outcome))));
      continue;
    }
    if (outcome !== undefined) {
      throw refusal(outcome, "DELETE", { ...connection, statement: { sql: "DELETE of a statement" } });
    }
    throw new SluiceError("ENGINE_UNREACHABLE", {
      message: `${connection.origin} could not be told to cancel a statement.`,
      details: { server: connection.origin },
      retryable: true,
    });
  }
}

function taken(status: number): boolean {
  return (status >= 200 && status < 300) || status === 404 || status === 410;
}
