import { SluiceError } from "./error.js";

/** `ABORTED` once the caller has given up on storing. */
export function checkAborted(asset: string, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new SluiceError("ABORTED", {
    message: `Storing ${asset} was aborted; nothing was published.`,
    details: { asset },
    cause: signal.reason,
  });
}
