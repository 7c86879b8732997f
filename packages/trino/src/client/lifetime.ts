import { SluiceError } from "@sluice/sdk";
import { timerMillis } from "./time-limits.js";

/** How long a statement may go on: until its caller aborts, or its deadline. */
export interface Lifetime {
  /** Aborted with the error to throw as its reason. */
  readonly signal: AbortSignal;
  /** Whether a deadline bounds all waiting. */
  readonly hasDeadline: boolean;
  /** Resolves after that time; rejects when the lifetime is over first. */
  sleep(millis: number): Promise<void>;
  /** Lets go of the caller's signal and the timer. */
  end(): void;
}

export function openLifetime(options: {
  readonly signal: AbortSignal | undefined;
  readonly deadlineMillis: number | undefined;
  expired(): SluiceError;
}): Lifetime {
  const { signal, deadlineMillis, expired } = options;
  const controller = new AbortController();
  const abort = () =>
    controller.abort(
      new SluiceError("ABORTED", {
        message: "The statement was aborted.",
        details: {},
        cause: signal?.reason,
      }),
    );
  if (signal?.aborted) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  const timer =
    deadlineMillis === undefined
      ? undefined
      : setTimeout(() => controller.abort(expired()), timerMillis(deadlineMillis));
  // An abandoned statement must not keep a program alive until its deadline.
  timer?.unref();

  return {
    signal: controller.signal,
    hasDeadline: deadlineMillis !== undefined,
    sleep: (millis) => sleep(millis, controller.signal),
    end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    },
  };
}

function sleep(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const wake = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", wake);
      resolve();
    }, timerMillis(millis));
    signal.addEventListener("abort", wake, { once: true });
  });
}
