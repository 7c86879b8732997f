import { createHash } from "node:crypto";
import type { ObjectStore, PutOptions } from "../plugin/object-store.js";
import type { FileRecord } from "../plugin/snapshot-log.js";
import type { FileStage } from "./write-clock.js";

/** Puts a new file; length and checksum are measured on the way. */
export async function putFile(
  store: ObjectStore,
  key: string,
  body: AsyncIterable<Uint8Array>,
  options: Omit<PutOptions, "mode">,
  stage: FileStage,
): Promise<Required<Pick<FileRecord, "key" | "byteLength" | "checksum">>> {
  const hash = createHash("sha256");
  let byteLength = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    stage.waitFor("encode");
    for await (const chunk of body) {
      hash.update(chunk);
      byteLength += chunk.length;
      stage.waitFor("put");
      yield chunk;
      stage.waitFor("encode");
    }
    stage.waitFor("put");
  }
  try {
    await store.put(key, measured(), { ...options, mode: "create" });
  } finally {
    stage.waitFor(undefined);
  }
  return { key, byteLength, checksum: `sha256:${hash.digest("hex")}` };
}
