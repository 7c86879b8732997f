import { SluiceError } from "@sluice/sdk";

export interface Abortable {
  readonly asset?: string;
  readonly signal?: AbortSignal;
}

export function throwIfAborted({ asset, signal }: Abortable): void {
  if (signal?.aborted === true) throw aborted(asset, signal);
}

/** What `promise` gives, or `ABORTED` as soon as the signal says so; what is under way is left to end by itself. */
export function untilAborted<Result>(
  promise: Promise<Result>,
  { asset, signal }: Abortable,
): Promise<Result> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(aborted(asset, signal));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function aborted(asset: string | undefined, signal: AbortSignal): SluiceError {
  return new SluiceError("ABORTED", {
    message: asset === undefined ? "Aborted by the caller." : `${asset}: aborted by the caller.`,
    details: asset === undefined ? {} : { asset },
    cause: signal.reason,
  });
}
