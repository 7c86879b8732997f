import type { SluiceError } from "@sluice/sdk";
import { statementFailed } from "./errors.js";

/** For reading on in a result that was closed when pages of it were left. */
export function closedEarly(statement: { readonly sql: string; readonly queryId?: string }): SluiceError {
  return statementFailed(
    { errorName: "CLOSED", message: "The result was closed before it was read to its end." },
    statement,
  );
}
