import { createHash } from "node:crypto";
import { SluiceError } from "../error.js";
import type { FileRecord } from "../plugin/snapshot-log.js";
import type { StoredFile } from "../plugin/type-handler.js";

/** Bytes read at once. */
const chunkBytes = 8 * 1024 * 1024;

/** Reads the whole file; `FILE_CORRUPT` if its bytes are not those that were stored. Of a record without one, nothing. */
export async function checkChecksum(file: StoredFile, record: FileRecord, asset: string): Promise<void> {
  if (record.checksum === undefined) return;
  const found = await readChecksum(file);
  if (found === record.checksum) return;
  throw new SluiceError("FILE_CORRUPT", {
    message: `${file.key} of ${asset} has the checksum ${found}; it was stored with ${record.checksum}.`,
    details: { asset, file: file.key },
    hint: "The file was changed outside Sluice. Restore it, or store the asset again.",
  });
}

/** The checksum of the bytes the store has. */
export async function readChecksum(file: StoredFile): Promise<string> {
  const hash = createHash("sha256");
  for (let start = 0; start < file.byteLength; start += chunkBytes) {
    hash.update(await file.read(start, Math.min(start + chunkBytes, file.byteLength)));
  }
  return `sha256:${hash.digest("hex")}`;
}
