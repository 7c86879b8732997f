import { throwIfAborted } from "@sluice/sdk/plugin";

export interface Abortable {
  readonly asset?: string;
  readonly signal?: AbortSignal;
}

/** What `promise` gives, or `ABORTED` as soon as the signal says so; what is under way is left to end by itself. */
export function untilAborted<Result>(
  promise: Promise<Result>,
  { asset, signal }: Abortable,
): Promise<Result> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      try {
        throwIfAborted(signal, asset);
      } catch (error) {
        reject(error);
      }
    };
    onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
