import type { Schema } from "@sluice/type-mapping";
import type { LiveWrite, Snapshot } from "../plugin/snapshot-log.js";

/** The columns that the files of a live write of the snapshot were written with. */
export function writtenSchema(snapshot: Snapshot, write: Pick<LiveWrite, "writtenWith">): Schema {
  const { schema = { fields: [] }, schemas = [] } = snapshot;
  return write.writtenWith === undefined ? schema : (schemas[write.writtenWith] as Schema);
}
