import type { Schema } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";

/**
 * A table on its way between plugins: Arrow batches whose columns are those of `schema`, in its order and in the
 * Arrow types of `arrowSchema(schema)`. Read once.
 */
export interface TableForm {
  readonly schema: Schema;
  readonly batches: AsyncIterable<RecordBatch>;
  /**
   * May be called with a batch of which nothing is read any more, also not by what was made of it: later batches may come
   * in its memory. Batches nobody releases stay as they are.
   */
  release?(batch: RecordBatch): void;
}
