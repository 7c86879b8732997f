import { SluiceError } from "../error.js";

const firstMillis = 200;
const longestMillis = 10_000;

/**
 * How long to wait after the `attempt`-th try, counted from 1: any time up to 200, 400, 800, … ms, at most 10 s, so that
 * those who failed together do not come back together.
 */
export function waitMillis(attempt: number): number {
  return Math.random() * Math.min(longestMillis, firstMillis * 2 ** (attempt - 1));
}

/** Resolves after that time; `ABORTED` at once when the signal says so. */
export async function wait(millis: number, what: string, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(aborted(what, signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, millis);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

function aborted(what: string, cause: unknown): SluiceError {
  return new SluiceError("ABORTED", {
    message: `The caller gave up while ${what} waited to be tried again.`,
    details: {},
    cause,
  });
}
