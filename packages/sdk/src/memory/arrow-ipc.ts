import { arrowSchema } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import type { StoredFile, TypeHandler } from "../plugin/type-handler.js";
import { corrupt } from "../value/corrupt.js";
import { readWhole } from "../value/read-whole.js";

/** Keeps tables as they are in memory, in Arrow's own stream format. Reads a file whole, so it is for small ones. */
export function arrowIpc(): TypeHandler {
  return {
    specVersion: 1,
    name: "arrow-ipc",
    family: "table",
    extension: "arrows",
    contentType: "application/vnd.apache.arrow.stream",
    async *encode({ schema, batches }) {
      let rows = 0;
      async function* body(): AsyncGenerator<Uint8Array> {
        const writer = new arrow.RecordBatchStreamWriter();
        writer.reset(undefined, arrowSchema(schema));
        const reading = writer.toUint8Array();
        for await (const batch of batches) {
          rows += batch.numRows;
          writer.write(batch);
        }
        writer.close();
        yield await reading;
      }
      yield { body: body(), rows: () => rows };
    },
    async *decode(file, { columns }) {
      for (const batch of await readBatches(file)) {
        yield columns === undefined ? batch : withColumns(batch, columns);
      }
    },
    async inspect(file) {
      return { rows: (await readBatches(file)).reduce((rows, batch) => rows + batch.numRows, 0) };
    },
  };
}

/** The named columns, in that order. RecordBatch.select of Arrow 21 gives columns the values of others. */
function withColumns(batch: arrow.RecordBatch, names: readonly string[]): arrow.RecordBatch {
  const indices = names.map((name) => batch.schema.fields.findIndex((field) => field.name === name));
  const found = indices.filter((index) => index >= 0);
  const fields = found.map((index) => batch.schema.fields[index] as arrow.Field);
  const children = found.map((index) => batch.data.children[index] as arrow.Data);
  const type = new arrow.Struct(fields);
  const data = arrow.makeData({ type, length: batch.numRows, nullCount: 0, children });
  return new arrow.RecordBatch(new arrow.Schema(fields), data);
}

async function readBatches(file: StoredFile): Promise<arrow.RecordBatch[]> {
  const bytes = await readWhole(file);
  try {
    // A stream without batches is read as one that lacks the insides of its columns.
    return [...arrow.RecordBatchReader.from(bytes)].filter((batch) => batch.numRows > 0);
  } catch (cause) {
    throw corrupt(file, "Arrow stream", cause);
  }
}
