import { SluiceError } from "@sluice/sdk";
import { isTrinoError, type TrinoError } from "../client/index.js";

/** Whether Trino's `ALREADY_EXISTS` names that location. The statement, which follows in the message, always does. */
export function isRegisteredAt(error: TrinoError, location: string): boolean {
  const end = error.message.lastIndexOf(`\n  sql: ${error.details.sql}`);
  return (end < 0 ? error.message : error.message.slice(0, end)).includes(location);
}

/**
 * Nothing if a registration failed since the partition is registered at that location already. `CATALOG_CONFLICT` if it is
 * at another; any other error is thrown as it is.
 */
export function checkRegisteredAt(
  location: string,
  error: unknown,
  { relation, partition }: { readonly relation: string; readonly partition: string },
): void {
  if (!isTrinoError(error, "ALREADY_EXISTS")) throw error;
  if (isRegisteredAt(error, location)) return;
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `Partition ${partition} of ${relation} is registered elsewhere than at ${location}.`,
    details: { relation },
    hint: "Something else registers partitions there. Unregister it, then call io.republish(asset).",
    cause: error,
  });
}
