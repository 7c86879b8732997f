import { isSluiceError, SluiceError } from "../error.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { FileRecord } from "../plugin/snapshot-log.js";
import type { StoredFile } from "../plugin/type-handler.js";

/** The object behind a file record. Reading, also of no bytes, checks that it is there and has the recorded length. */
export function storedFile(
  store: ObjectStore,
  asset: string,
  record: Pick<FileRecord, "key" | "byteLength">,
  signal?: AbortSignal,
): StoredFile {
  const { key, byteLength } = record;
  return {
    key,
    url: store.locate(key),
    byteLength,
    async read(start, end) {
      const content = await getRange();
      if (content.byteLength !== byteLength || content.bytes.length !== Math.min(end, byteLength) - start) {
        throw new SluiceError("FILE_CORRUPT", {
          message: `${key} of ${asset} has ${content.byteLength} bytes; ${byteLength} were stored.`,
          details: { asset, file: key },
          hint: "The object was changed or cut outside Sluice. Restore it, or store the asset again.",
        });
      }
      return content.bytes;

      async function getRange(): ReturnType<ObjectStore["get"]> {
        try {
          return await store.get(key, { range: { start, end }, signal });
        } catch (cause) {
          if (!isSluiceError(cause, "OBJECT_NOT_FOUND")) throw cause;
          throw new SluiceError("FILE_MISSING", {
            message: `${key} of ${asset} is gone from ${store.name}.`,
            details: { asset, file: key },
            hint: "It was deleted outside Sluice. Restore it, or store the asset again.",
            cause,
          });
        }
      }
    },
  };
}
