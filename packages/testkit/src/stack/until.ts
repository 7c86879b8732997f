import { checkAborted, serverFailed } from "./errors.js";
import type { Server } from "./server.js";

export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

export interface Wait {
  /** Its death ends the waiting. */
  readonly server: Server;
  readonly timeoutMillis: number;
  readonly signal?: AbortSignal | undefined;
}

/** Asks again until `ready` answers true. An exception counts as "not yet". */
export async function until(
  ready: () => Promise<boolean>,
  { server, timeoutMillis, signal }: Wait,
): Promise<void> {
  const deadline = performance.now() + timeoutMillis;
  let last: unknown;
  for (;;) {
    checkAborted(signal);
    if (server.ended !== undefined) {
      throw serverFailed(server, `${server.name} ended while starting (${server.ended})`);
    }
    try {
      if (await ready()) return;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw serverFailed(server, `${server.name} was not ready after ${timeoutMillis / 1000} s`, last);
    }
    await pause(200);
  }
}
