import { SluiceError } from "@sluice/sdk";

/** A refusal by a fake Trino. */
export function failed(code: string, message = code): SluiceError {
  return new SluiceError("QUERY_FAILED", { message, details: { engine: "trino", code } });
}
