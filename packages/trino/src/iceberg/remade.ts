import { SluiceError } from "@sluice/sdk";
import { isNew, type TableSnapshot } from "./history.js";
import type { IcebergSession } from "./session.js";
import type { Settled } from "./settle.js";

/** Whether the table is another one than the tries were made on, and empty: somebody dropped that one. */
export function isRemade({ number, unmade, inStep }: Settled, history: readonly TableSnapshot[]): boolean {
  return number > 0 && !unmade && isNew(history) && history[0]?.id !== inStep;
}

/** Rows beside those that are gone would pass for all there are. */
export function remade({ relation, asset }: IcebergSession): SluiceError {
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${relation}, the table of ${asset.key}, was dropped, and with it its rows.`,
    details: { relation },
    hint: "io.snapshots(asset) lists what was stored: io.rollback(asset, { to }) makes the table anew from one of them; a store of all rows replaces them.",
  });
}
