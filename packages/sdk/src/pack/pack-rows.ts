import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { BatchBuilder } from "./batch-builder.js";

/** Row objects, some at a time, as batches in the Arrow types of `schema`. Properties that are no column are passed over. */
export async function* packRows(
  pages: AsyncIterable<readonly object[]>,
  schema: Schema,
  asset: string,
): AsyncGenerator<arrow.RecordBatch> {
  const builder = new BatchBuilder(schema, { asset, ignoreExtra: true });
  let seen = 0;
  for await (const page of pages) {
    for (let start = 0, end = 0; start < page.length; start = end) {
      end = Math.min(start + builder.chunkRows, page.length);
      builder.appendRows(page, start, end, seen);
      if (builder.full) yield builder.flush();
    }
    seen += page.length;
  }
  if (builder.rows > 0) yield builder.flush();
}
