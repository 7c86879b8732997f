import { SluiceError } from "../error.js";
import type { StoredFile } from "../plugin/type-handler.js";

/** The error of a file whose bytes are not what its handler writes. */
export function corrupt(file: StoredFile, what: string, cause: unknown): SluiceError {
  return new SluiceError("FILE_CORRUPT", {
    message: `${file.url} is no ${what}.`,
    details: { file: file.key },
    hint: "The file was changed outside Sluice. Restore it, or store the asset again.",
    cause,
  });
}
