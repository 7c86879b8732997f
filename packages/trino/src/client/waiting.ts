/** How long the server's answer to a cancellation is waited for. */
export const cancelMillis = 1_000;

/** The value, unless the signal aborts first: then `errorOf` its reason is thrown, and the work goes on unseen. */
export function orAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
  errorOf: (reason: unknown) => unknown = (reason) => reason,
): Promise<Value> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const end = () => reject(errorOf(signal.reason));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}

/** Waits for the work, but no longer than that; it goes on unseen. */
export async function atMost(millis: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, millis);
  });
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
