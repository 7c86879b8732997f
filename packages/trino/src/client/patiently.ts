import { isSluiceError, type SluiceError } from "@sluice/sdk";
import { afterTries } from "@sluice/sdk/plugin";
import type { Outcome, Reply, Request } from "./exchange.js";
import type { Lifetime } from "./lifetime.js";
import { isPassing, pauseMillis } from "./retry.js";

interface Patience {
  readonly method: Request["method"];
  readonly lifetime: Lifetime;
  /** How long a failing request is repeated. A server that is starting up is waited for until the deadline, if there is one. */
  readonly retryMillis: number;
}

/** Repeats what may pass. When waiting is over, the last failure says more than what ended the lifetime. */
export async function patiently<Answer extends Reply>(
  patience: Patience,
  attemptOnce: () => Promise<Answer | Outcome>,
  refused: (outcome: Outcome) => SluiceError,
): Promise<Answer> {
  const from = Date.now();
  let attempts = 0;
  const outcome = await repeated(patience, () => {
    attempts++;
    return attemptOnce();
  });
  if (outcome.kind === "reply" && outcome.status === 200) return outcome as Answer;
  const error = refused(outcome);
  throw error.retryable ? afterTries(error, attempts, Date.now() - from) : error;
}

async function repeated(
  { method, lifetime, retryMillis }: Patience,
  attemptOnce: () => Promise<Outcome>,
): Promise<Outcome> {
  let failure: Outcome | undefined;
  let failedSince = Number.POSITIVE_INFINITY;
  try {
    for (let attempt = 0; ; attempt++) {
      const outcome = await attemptOnce();
      if (outcome.kind === "reply" && outcome.status === 200) return outcome;
      failure = outcome;
      if (!isPassing(outcome, method)) return outcome;
      const pause = pauseMillis(attempt, outcome);
      failedSince = Math.min(failedSince, Date.now());
      const starting = outcome.kind === "reply" && outcome.status === 503;
      const patience = starting && lifetime.hasDeadline ? Number.POSITIVE_INFINITY : retryMillis;
      if (Date.now() - failedSince + pause > patience) return outcome;
      await lifetime.sleep(pause);
    }
  } catch (error) {
    // Past the deadline the last refusal says more than the deadline does.
    if (failure === undefined || error !== lifetime.signal.reason || isSluiceError(error, "ABORTED"))
      throw error;
    return failure;
  }
}
