import { isSluiceError, plainMessage, SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { PlacedFile } from "./files-of.js";

/** Whether a file is not there any more, or not as it was stored. */
export function isDamage(error: unknown): error is SluiceError<"FILE_CORRUPT" | "FILE_MISSING"> {
  return isSluiceError(error, "FILE_CORRUPT") || isSluiceError(error, "FILE_MISSING");
}

/** What reading the file threw; a damage with the snapshot it was read for and the newest one without the file. */
export function ofSnapshot(
  error: unknown,
  file: PlacedFile,
  snapshot: number,
  asset: AssetDescription,
): unknown {
  if (!isDamage(error)) return error;
  // A file is in every snapshot from the commit that brought it on.
  const previous = file.commit - 1;
  const found = previous > 0;
  const where = found
    ? `The newest snapshot without this file is ${previous}: { snapshot: ${previous} } loads it, { onCorrupt: "previous" } does so by itself.`
    : "No earlier snapshot is without this file.";
  return new SluiceError(error.code, {
    message: plainMessage(error),
    details: { asset: asset.key, file: file.key, snapshot, ...(found ? { previous } : {}) },
    hint: error.hint === undefined ? where : `${error.hint} ${where}`,
    cause: error.cause,
  });
}
