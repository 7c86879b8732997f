import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import type { TableForm } from "../plugin/table-form.js";
import { BatchBuilder } from "./batch-builder.js";
import { BatchMemory } from "./batch-memory.js";

/**
 * Row objects, some at a time, as a table form: batches of at most 65,536 rows. Properties that are no column are passed
 * over. `asset` names them in messages.
 */
export function packRows(
  pages: AsyncIterable<readonly object[]>,
  schema: Schema,
  asset: string,
): Required<TableForm> {
  const memory = new BatchMemory();
  const builder = new BatchBuilder(schema, { asset, ignoreExtra: true, memory });
  return { schema, batches: packedPages(pages, builder), release: (batch) => memory.release(batch) };
}

async function* packedPages(
  pages: AsyncIterable<readonly object[]>,
  builder: BatchBuilder,
): AsyncGenerator<arrow.RecordBatch> {
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
