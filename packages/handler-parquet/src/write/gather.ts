import type { RecordBatch } from "apache-arrow";
import { batchOverhead, fittingRows, rowBytes } from "./batch-bytes.js";

/** What goes into one row group. */
export interface GatheredRows {
  readonly batches: readonly RecordBatch[];
  readonly rows: number;
}

export interface GatherLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** The rows of `batches` in their order, in groups that reach a limit; the last one may be smaller. */
export async function* gather(
  batches: AsyncIterable<RecordBatch>,
  limits: GatherLimits,
): AsyncGenerator<GatheredRows, void, undefined> {
  let held: RecordBatch[] = [];
  let rows = 0;
  let bytes = 0;

  function take(): GatheredRows {
    const group = { batches: held, rows };
    [held, rows, bytes] = [[], 0, 0];
    return group;
  }

  for await (const batch of batches) {
    for (let from = 0; from < batch.numRows; ) {
      const room = limits.bytes - bytes - batchOverhead(batch);
      const fitting = fittingRows(batch, from, limits.rows - rows, room);
      // A row larger than the limit gets a group to itself.
      const count = held.length === 0 ? Math.max(fitting, 1) : fitting;
      if (count > 0) {
        held.push(batch.slice(from, from + count));
        rows += count;
        bytes += batchOverhead(batch) + rowBytes(batch, from, count);
        from += count;
      }
      if (from < batch.numRows || rows === limits.rows || bytes >= limits.bytes) yield take();
    }
  }
  if (rows > 0) yield take();
}
