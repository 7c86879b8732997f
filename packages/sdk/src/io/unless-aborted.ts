import { SluiceError } from "../error.js";

/**
 * What the call gives; `ABORTED` as soon as the caller gives up, also where nobody below listens. For calls that change
 * nothing, or nothing that a repeat would not finish.
 */
export async function unlessAborted<Result>(
  doing: string,
  signal: AbortSignal | undefined,
  call: () => Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return call();
  const aborted = (): SluiceError =>
    new SluiceError("ABORTED", { message: `${doing} was aborted.`, details: {}, cause: signal.reason });
  if (signal.aborted) throw aborted();
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(aborted());
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([call(), stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
