import type { TableForm } from "@sluice/sdk/plugin";
import type { Schema as ArrowSchema } from "apache-arrow";
import { batchOverhead, fittingRows, rowBytes } from "./batch-bytes.js";
import { type GroupMemory, GrowingGroup, type RowGroup } from "./row-group.js";
import { toStored } from "./to-stored.js";

export interface GatherLimits {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * The rows of a table in their order and in the types of `target`, in row groups that reach a limit; the last one may be
 * smaller. A table without rows is no row group.
 */
export async function* gather(
  { schema, batches, release }: TableForm,
  target: ArrowSchema,
  limits: GatherLimits,
  asset: string,
  memory: GroupMemory,
): AsyncGenerator<RowGroup, void, undefined> {
  let group: GrowingGroup | undefined;
  let bytes = 0;
  let firstRow = 0;
  for await (const given of batches) {
    const batch = toStored(given, schema, target, { asset, firstRow });
    for (let from = 0; from < batch.numRows; ) {
      group ??= new GrowingGroup(target, memory);
      const room = limits.bytes - bytes - batchOverhead(batch);
      const fitting = fittingRows(batch, from, limits.rows - group.rows, room);
      // A row larger than the limit gets a group to itself.
      const count = group.rows === 0 ? Math.max(fitting, 1) : fitting;
      if (count > 0) {
        bytes += batchOverhead(batch) + rowBytes(batch, from, count);
        group.add(batch.slice(from, from + count), expectedBytes(group.rows, count, bytes, limits));
        from += count;
      }
      if (from < batch.numRows || group.rows === limits.rows || bytes >= limits.bytes) {
        yield group.end();
        [group, bytes] = [undefined, 0];
      }
    }
    firstRow += batch.numRows;
    release?.(given);
  }
  if (group !== undefined) yield group.end();
}

/** What the Arrow stream of a group may come to that has `held` rows and gets `more`, `bytes` in all. */
function expectedBytes(held: number, more: number, bytes: number, limits: GatherLimits): number {
  // A table of one batch needs no more than that; where a second one comes, there may be many.
  const all = held === 0 ? bytes : Math.min(limits.bytes, (bytes / (held + more)) * limits.rows);
  return Math.ceil(Math.max(bytes, all) * 1.02) + 16_384;
}
