import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";

/** As many rows of a source as an array takes unless the caller says more: others decide how large their table is. */
const ofSource = 1_000_000;

/** How many rows may come into an array. */
export function checkedMaxRows(
  { key, source }: AssetDescription,
  { maxRows = source ? ofSource : Number.POSITIVE_INFINITY }: { readonly maxRows?: number } = {},
): number {
  if (maxRows >= 0) return maxRows;
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${key} cannot be loaded with maxRows: ${String(maxRows)}.`,
    details: { option: "maxRows" },
    hint: "Give a number of rows; Infinity for no limit.",
  });
}

export function tooLarge(asset: string, maxRows: number): SluiceError {
  return new SluiceError("RESULT_TOO_LARGE", {
    message: `${asset} has more than ${maxRows} rows.`,
    details: { asset, maxRows },
    hint: "Read them one after the other with io.stream, in a pipeline stream(…); or choose fewer with { where }, or say { maxRows }.",
  });
}
