import { invalidOption } from "./errors.js";
import type { StatementClientOptions, StatementDefaults } from "./options.js";

/** The longest time Node's timers wait: a longer one is over at once. */
const longestTimerMillis = 2_147_483_647;

/** The time, or the longest a timer can wait. */
export function timerMillis(millis: number): number {
  return Math.min(millis, longestTimerMillis);
}

/** `CONFIGURATION_INVALID` for a limit of a client that is no time. */
export function checkTimeLimits(options: StatementClientOptions): void {
  checkTimeLimit("requestTimeoutMillis", options.requestTimeoutMillis);
  checkTimeLimit("retryMillis", options.retryMillis);
  checkTimeLimit("deadlineMillis", options.deadlineMillis);
}

/** The deadline of one statement; `undefined` for none. */
export function deadlineOf(client: StatementDefaults, statement: StatementDefaults): number | undefined {
  checkTimeLimit("deadlineMillis", statement.deadlineMillis);
  const millis = statement.deadlineMillis ?? client.deadlineMillis;
  return millis === Number.POSITIVE_INFINITY ? undefined : millis;
}

function checkTimeLimit(option: string, millis: unknown): void {
  if (millis === undefined || (typeof millis === "number" && millis >= 0)) return;
  throw invalidOption(
    option,
    "is no time",
    "Give a number of milliseconds, 0 or more; Infinity for no limit.",
  );
}
