import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { ScannedSnapshot } from "../plugin/table-history.js";
import type { Lake } from "./lake.js";

/** `CATALOG_CONFLICT` where the rows are in the engine's table alone. `reader` is what was going to read files. */
export function checkFilesTell(
  { onlyInTable }: ScannedSnapshot,
  reader: string,
  lake: Lake,
  asset: AssetDescription,
): void {
  if (onlyInTable === undefined) return;
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `${reader} goes by the files of ${asset.key}, which do not tell its rows: ${onlyInTable.why}.`,
    details: { relation: lake.catalogOf(asset).relation(asset) ?? asset.key },
    hint: "io.load and io.query read the table itself. io.rollback to an earlier snapshot, or replacing the whole asset, makes files and table the same again.",
  });
}
