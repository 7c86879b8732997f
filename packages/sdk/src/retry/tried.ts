import { isSluiceError, plainMessage, SluiceError, type TryDetails } from "../error.js";

/** Errors of any code may have them. */
export function tryDetails(error: SluiceError): TryDetails {
  return error.details as TryDetails;
}

/** Whether the core repeats what failed so: it may pass, and nobody below has tried it to the end. */
export function mayPass(error: unknown): error is SluiceError {
  if (!isSluiceError(error) || !error.retryable) return false;
  for (let at: unknown = error, depth = 0; isSluiceError(at) && depth < 8; at = at.cause, depth++) {
    if (tryDetails(at).attempts !== undefined) return false;
  }
  return true;
}

/** The same error, which says how often it was tried and how long that took. */
export function afterTries(error: SluiceError, attempts: number, millis: number): SluiceError {
  const times = attempts === 1 ? "once" : `${attempts} times in ${Math.round(millis)} ms`;
  const { code, hint, retryable, cause } = error;
  return new SluiceError(code, {
    message: `${plainMessage(error)} (tried ${times})`,
    details: { ...error.details, attempts } as never,
    hint,
    retryable,
    cause,
  });
}
