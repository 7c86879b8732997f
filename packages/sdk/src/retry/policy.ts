import { SluiceError } from "../error.js";

/** How often what failed is tried again. Only errors that say they are `retryable` are. */
export interface RetryOptions {
  /** Tries of one request, the first one included. Default 5. */
  readonly attempts?: number;
  /** No try begins later than this after the first one began. Default 30,000. */
  readonly deadlineMillis?: number;
}

export type RetryPolicy = Required<RetryOptions>;

const defaults: RetryPolicy = { attempts: 5, deadlineMillis: 30_000 };
const once: RetryPolicy = { attempts: 1, deadlineMillis: 0 };

/** The options with their defaults; `false` tries once. `CONFIGURATION_INVALID` for what is no number of that kind. */
export function retryPolicy(options: RetryOptions | false = {}): RetryPolicy {
  if (options === false) return once;
  const { attempts = defaults.attempts, deadlineMillis = defaults.deadlineMillis } = options;
  if (!(Number.isInteger(attempts) && attempts >= 1))
    throw invalid("retry.attempts", attempts, "It is a whole number, at least 1.");
  if (!(deadlineMillis >= 0)) throw invalid("retry.deadlineMillis", deadlineMillis, "It is 0 or more.");
  return { attempts, deadlineMillis };
}

function invalid(option: string, given: unknown, hint: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `createIOManager got ${String(given)} as ${option}.`,
    details: { option },
    hint: `${hint} { retry: false } tries once.`,
  });
}
