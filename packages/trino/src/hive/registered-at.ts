import { SluiceError } from "@sluice/sdk";
import { isTrinoError, type TrinoError } from "../client/index.js";

/** Whether Trino's `ALREADY_EXISTS` names that location. The statement, which follows in the message, always does. */
export function isRegisteredAt(error: TrinoError, location: string): boolean {
  return toldBy(error).includes(location);
}

/** Whether it names another location, and not that one. A Hive Metastore names it in a text that is cut, or not at all. */
function isRegisteredElsewhere(error: TrinoError, location: string): boolean {
  const told = toldBy(error);
  const others = told.match(/\w+:\/\/[^\s,'")\]]+/g) ?? [];
  return others.length > 0 && !others.some((each) => location.startsWith(each.replace(/…$/, "")));
}

function toldBy({ message, details }: TrinoError): string {
  const end = message.lastIndexOf(`\n  sql: ${details.sql}`);
  return [end < 0 ? message : message.slice(0, end), ...(details.causes ?? [])].join("\n");
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
  if (!isRegisteredElsewhere(error, location)) return;
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `Partition ${partition} of ${relation} is registered elsewhere than at ${location}.`,
    details: { relation },
    hint: "Something else registers partitions there. Unregister it, then call io.republish(asset).",
    cause: error,
  });
}
