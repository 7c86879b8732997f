import { mapConcurrent } from "../concurrent.js";
import type { StoredFile } from "../plugin/type-handler.js";

const chunkBytes = 8 * 1024 * 1024;
/** Chunks read at once. */
const concurrency = 4;

/** All bytes of a file, in memory of their own. `FILE_MISSING` or `FILE_CORRUPT` if it is not there or has another length, also if it is empty. */
export async function readWhole(file: StoredFile): Promise<Uint8Array> {
  if (file.byteLength <= chunkBytes) return new Uint8Array(await file.read(0, file.byteLength));
  const bytes = new Uint8Array(file.byteLength);
  const starts = Array.from(
    { length: Math.ceil(file.byteLength / chunkBytes) },
    (_, index) => index * chunkBytes,
  );
  await mapConcurrent(starts, concurrency, async (start) => {
    bytes.set(await file.read(start, Math.min(start + chunkBytes, file.byteLength)), start);
  });
  return bytes;
}
