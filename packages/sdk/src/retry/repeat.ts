import type { SluiceError } from "../error.js";
import { type RetryOptions, retryPolicy } from "./policy.js";
import { afterTries, mayPass, tryDetails } from "./tried.js";
import { wait, waitMillis } from "./wait.js";

/** A try that failed and is made again. */
export interface FailedTry {
  /** Counted from 1. */
  readonly attempt: number;
  /** Time until the next one. */
  readonly waitMillis: number;
  readonly error: SluiceError;
}

export interface RepeatOptions extends RetryOptions {
  /** What is tried, for messages: `get a/b`. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
  /** Retryable errors that are not worth another try. Default: none. */
  readonly unless?: (error: SluiceError) => boolean;
  onRetry?(failed: FailedTry): void;
}

/**
 * Tries until it succeeds, fails with an error that is not `retryable`, or has been tried often or long enough: then the
 * last error is thrown, with `attempts` in its details. An abort ends a wait at once.
 */
export async function repeat<Result>(call: () => Promise<Result>, options: RepeatOptions): Promise<Result> {
  const tries = new Tries(options);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      await tries.next(error);
    }
  }
}

/** The tries of one request. */
export class Tries {
  private readonly options: RepeatOptions;
  private readonly attempts: number;
  private readonly deadlineMillis: number;
  private attempt = 1;
  private since = performance.now();

  constructor(options: RepeatOptions) {
    this.options = options;
    ({ attempts: this.attempts, deadlineMillis: this.deadlineMillis } = retryPolicy(options));
  }

  /** What was asked for goes on: tries are counted anew. */
  restart(): void {
    this.attempt = 1;
    this.since = performance.now();
  }

  /** Resolves when it is time for the next try; throws where there is none. */
  async next(error: unknown): Promise<void> {
    const { what, signal, unless, onRetry } = this.options;
    if (!mayPass(error) || unless?.(error) === true) throw error;
    const elapsed = performance.now() - this.since;
    const millis = Math.max(waitMillis(this.attempt), tryDetails(error).retryAfterMillis ?? 0);
    if (this.attempt >= this.attempts || elapsed + millis > this.deadlineMillis)
      throw afterTries(error, this.attempt, elapsed);
    onRetry?.({ attempt: this.attempt, waitMillis: Math.round(millis), error });
    await wait(millis, what, signal);
    this.attempt++;
  }
}
