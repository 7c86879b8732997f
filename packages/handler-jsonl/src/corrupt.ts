import { SluiceError } from "@sluice/sdk";
import type { StoredFile } from "@sluice/sdk/plugin";

/** `FILE_CORRUPT` for a file with a line that is no row of the table. */
export function noRow(file: StoredFile, cause: unknown): SluiceError {
  return new SluiceError("FILE_CORRUPT", {
    message: `${file.url} has a line that is no row.`,
    details: { file: file.key },
    hint: "The file was changed outside Sluice. Load an earlier snapshot, or store the asset again.",
    cause,
  });
}
