import { isSluiceError, SluiceError } from "../error.js";
import { keepFailure } from "./keep-failure.js";
import type { Lake } from "./lake.js";

/** What the write gives. Where it fails, listeners are told, and a caller who gave up gets `ABORTED`. */
export async function tellingFailure<Result>(
  lake: Lake,
  asset: string,
  signal: AbortSignal | undefined,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (thrown) {
    const error = signal?.aborted && !mayBeCommitted(thrown) ? aborted(asset, signal, thrown) : thrown;
    lake.emit({ type: "store-failed", asset, error });
    if (lake.keepFailures) await keepFailure(lake, asset, error);
    throw error;
  }
}

function mayBeCommitted(error: unknown): boolean {
  return (
    isSluiceError(error, "PUBLISH_INCOMPLETE") ||
    isSluiceError(error, "PUBLISH_STATE_UNKNOWN") ||
    (isSluiceError(error, "VERIFY_FAILED") && error.details.committed === true)
  );
}

// Whatever gave up first, store, handler or engine: what happened is that the caller did.
function aborted(asset: string, signal: AbortSignal, thrown: unknown): SluiceError {
  if (isSluiceError(thrown, "ABORTED")) return thrown;
  return new SluiceError("ABORTED", {
    message: `Storing ${asset} was aborted; nothing was published.`,
    details: { asset },
    cause: signal.reason,
  });
}
