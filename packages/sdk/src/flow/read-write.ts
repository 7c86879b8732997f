import type { SealedBatch } from "../plugin/catalog.js";
import type { SealedWrite } from "../plugin/snapshot-log.js";
import { type LoadContext, readFile } from "./load-table.js";

/** The rows of a sealed write in the order of its partitions and files. */
export async function* readWrite(write: SealedWrite, context: LoadContext): AsyncGenerator<SealedBatch> {
  for (const { partition, files, origin, writtenWith } of write.added) {
    const schema = (writtenWith === undefined ? undefined : write.schemas?.[writtenWith]) ?? write.schema;
    const placed = { partition, handler: write.handler, schema, write: write.write, commit: 0, ...origin };
    for (const file of files) {
      for await (const batch of readFile({ ...file, ...placed }, write.schema, write.schema, context)) {
        yield { partition, batch };
      }
    }
  }
}
