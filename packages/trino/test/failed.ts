import { SluiceError } from "@sluice/sdk";

/** A refusal by a fake Trino. */
export function failed(code: string): SluiceError {
  return new SluiceError("QUERY_FAILED", { message: code, details: { engine: "trino", code } });
}
