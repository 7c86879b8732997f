import { SluiceError } from "../error.js";
import { nearest } from "../nearest.js";

/** `UNKNOWN_COLUMN`: a property or column that is none of `known`. */
export function unknownColumn(
  asset: string,
  column: string,
  row: number | undefined,
  known: ReadonlySet<string>,
): SluiceError {
  const close = nearest(column, known);
  const where = row === undefined ? "" : ` (row ${row})`;
  return new SluiceError("UNKNOWN_COLUMN", {
    message: `${asset} has no column "${column}"${where}.`,
    details: { asset, column, nearest: close },
    hint: `${close.length > 0 ? `Did you mean ${close.join(", ")}? ` : ""}To pass over what is no column, store with { extra: "ignore" }.`,
  });
}
