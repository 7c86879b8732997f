import type { SluiceError } from "@sluice/sdk";
import { statementFailed } from "./errors.js";

/** For an answer of the server that is not what its protocol says. */
export function protocolError(
  message: string,
  statement: { readonly sql: string; readonly queryId?: string },
): SluiceError {
  return statementFailed({ errorName: "PROTOCOL_ERROR", message }, statement);
}
