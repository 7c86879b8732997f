import { mapConcurrent } from "../concurrent.js";
import { isSluiceError, SluiceError } from "../error.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { FileRecord, PartitionWrite } from "../plugin/snapshot-log.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import { checkChecksum } from "./checksum.js";
import { storedFile } from "./stored-file.js";

export interface VerifyOptions {
  readonly asset: string;
  readonly store: ObjectStore;
  readonly handler: TypeHandler;
  readonly signal?: AbortSignal;
}

/** What a store checks: the lengths and rows of its files, their bytes too, or in SQL too. */
export type Verification = "files" | "checksum" | "sql";

/** Files looked at at once. */
const concurrency = 8;

/** Every file, as the store now has it, has the length and, by its own footer, the rows that were sent. */
export async function verifyFiles(added: readonly PartitionWrite[], options: VerifyOptions): Promise<void> {
  const { asset, store, handler, signal } = options;
  const files = added.flatMap((write) => write.files);
  await mapConcurrent(files, concurrency, async (file) => {
    const found = await inspect();
    if (found !== file.rows) {
      throw failed(asset, file.key, `${file.rows} rows`, `${found} rows`);
    }

    async function inspect(): Promise<number> {
      try {
        return (await handler.inspect(storedFile(store, asset, file, signal), { signal })).rows;
      } catch (cause) {
        if (!isSluiceError(cause, "FILE_CORRUPT") && !isSluiceError(cause, "FILE_MISSING")) throw cause;
        throw failed(asset, file.key, `${file.byteLength} bytes`, "something else", cause);
      }
    }
  });
}

/** The file, as the store now has it, has the length that was sent. */
export async function verifyLength(
  file: FileRecord,
  { asset, store, signal }: Omit<VerifyOptions, "handler">,
): Promise<void> {
  const found = await store.head(file.key, { signal });
  if (found?.byteLength === file.byteLength) return;
  const bytes = found === undefined ? "nothing" : `${found.byteLength} bytes`;
  throw failed(asset, file.key, `${file.byteLength} bytes`, bytes);
}

/** Every file, read back from the store, has the bytes that were sent. */
export async function verifyChecksums(
  added: readonly PartitionWrite[],
  { asset, store, signal }: Omit<VerifyOptions, "handler">,
): Promise<void> {
  const files = added.flatMap((write) => write.files);
  await mapConcurrent(files, concurrency, async (file) => {
    try {
      await checkChecksum(storedFile(store, asset, file, signal), file, asset);
    } catch (cause) {
      if (!isSluiceError(cause, "FILE_CORRUPT") && !isSluiceError(cause, "FILE_MISSING")) throw cause;
      throw failed(asset, file.key, file.checksum ?? "other bytes", "other bytes", cause);
    }
  });
}

function failed(asset: string, file: string, sent: string, found: string, cause?: unknown): SluiceError {
  return new SluiceError("VERIFY_FAILED", {
    message: `${file} of ${asset} was sent with ${sent} and the store has ${found}.`,
    details: { asset, file, sent, found },
    hint: "Nothing was published. Look at the store and what lies between; then store again.",
    cause,
  });
}
