import { untilAborted } from "../abort.js";
import { SluiceError } from "../error.js";
import { layout } from "../log/layout.js";
import { partitionPath } from "../partition/path.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { PartitionWrite } from "../plugin/snapshot-log.js";
import type { ValueHandler } from "../plugin/value-handler.js";
import type { FileWriter } from "./file-writer.js";
import type { PublishContext } from "./publish-write.js";
import { putFile } from "./put-file.js";
import { verifyLength } from "./verify.js";
import { FileStage, WriteClock } from "./write-clock.js";

/** Writes a value that is no table: one file. */
export function valueWriter(
  value: unknown,
  handler: ValueHandler,
  partition: PartitionValues,
  context: PublishContext,
): FileWriter {
  const { asset, store, signal, emit } = context;
  if (value === null || value === undefined) throw noValue(asset.key, value);
  return {
    handler: handler.name,
    async write(write) {
      const folder = layout.writeFolder(asset.key, partitionPath(asset.partitions, partition), write);
      const key = layout.part(folder, 0, handler.extension);
      const encoded = handler.encode(value, { asset: asset.key, write, signal });
      const body = untilAborted(encoded, asset.key, signal);
      const clock = new WriteClock();
      const { contentType } = handler;
      const put = await putFile(store, key, body, { contentType, signal }, new FileStage(clock));
      const file = { ...put, rows: 0 };
      emit({ type: "file-put", asset: asset.key, key, rows: 0, byteLength: file.byteLength });
      return { added: [{ partition, folder, files: [file] }], rows: 0, packMillis: 0, clock };
    },
    verify: async (added: readonly PartitionWrite[]) => {
      for (const { files } of added) {
        for (const file of files) await verifyLength(file, { asset: asset.key, store, signal });
      }
    },
  };
}

function noValue(asset: string, value: null | undefined): SluiceError {
  return new SluiceError("VALUE_INVALID", {
    message: `The value for ${asset} is ${value}.`,
    details: { asset },
    hint: "An asset has a value. What may be absent stands inside of one: { value: null }.",
  });
}
