import { createHash } from "node:crypto";
import { SluiceError } from "../error.js";
import type { FileRecord } from "../plugin/snapshot-log.js";
import type { StoredFile } from "../plugin/type-handler.js";

/** Bytes read at once. */
const chunkBytes = 8 * 1024 * 1024;

/** Reads the whole file; `FILE_CORRUPT` if its bytes are not those that were stored. */
export async function checkChecksum(file: StoredFile, record: FileRecord, asset: string): Promise<void> {
  const hash = createHash("sha256");
  for (let start = 0; start < file.byteLength; start += chunkBytes) {
    hash.update(await file.read(start, Math.min(start + chunkBytes, file.byteLength)));
  }
  const found = `sha256:${hash.digest("hex")}`;
  if (found === record.checksum) return;
  throw new SluiceError("FILE_CORRUPT", {
    message: `${file.key} of ${asset} has the checksum ${found}; it was stored with ${record.checksum}.`,
    details: { asset, file: file.key },
    hint: "The file was changed outside Sluice. Restore it, or store the asset again.",
  });
}
