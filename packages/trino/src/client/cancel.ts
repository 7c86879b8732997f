import { setTimeout as pause } from "node:timers/promises";
import { SluiceError } from "@sluice/sdk";
import type { Connection } from "./connection.js";
import { ownUrl } from "./own-url.js";
import { refusal } from "./refusals.js";
import { pauseMillis } from "./retry.js";

const tries = 8;

/** Tells the server until it has taken the message, as long as a failing request is repeated. What is gone already counts as cancelled. */
export async function cancelStatement(connection: Connection, nextUri: string): Promise<void> {
  const request = { method: "DELETE", url: ownUrl(nextUri, connection.origin) } as const;
  const from = Date.now();
  for (let attempt = 0; ; attempt++) {
    const outcome = await connection.tell(request);
    if (outcome?.kind === "reply" && taken(outcome.status)) return;
    if (attempt + 1 < tries && Date.now() - from < connection.retryMillis) {
      await pause(pauseMillis(attempt, outcome));
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
