import { packRows } from "@sluice/sdk/plugin";
import type { Schema } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { columnType } from "./columns.js";
import { objectsDecoder } from "./decode-rows.js";
import type { Query } from "./query.js";

/** The rows of a query as Arrow batches of at most 65,536 rows, in the Arrow types of `schema`. Closes the query. */
export async function* batchesOf(query: Query, schema: Schema): AsyncGenerator<RecordBatch> {
  yield* packRows(objects(query, schema), schema, "the query").batches;
}

async function* objects(query: Query, schema: Schema): AsyncGenerator<readonly object[]> {
  try {
    const { columns } = query.page;
    if (columns === undefined) return;
    const decode = objectsDecoder(
      columns.map(columnType),
      schema.fields.map(({ name }) => name),
    );
    do {
      for await (const raw of query.rows()) yield* decode(raw);
    } while (await query.advance());
  } finally {
    await query.close();
  }
}
