import {
  type EncodedFile,
  packRows,
  type Schema,
  selectFields,
  type TableForm,
  type TypeHandler,
  unpacker,
} from "@sluice/sdk/plugin";
import { linesOf } from "./lines.js";
import { rowFromLine, rowToLine } from "./row-line.js";

/** One JSON object a row, one row a line, UTF-8. For small tables and for people; engines that want speed read another format. */
export function jsonl(): TypeHandler {
  return {
    specVersion: 1,
    name: "jsonl",
    family: "table",
    extension: "jsonl",
    contentType: "application/x-ndjson",
    async *encode(form) {
      yield encodeFile(form);
    },
    async *decode(file, { asset, schema, columns }) {
      const wanted = columns === undefined ? schema : selectFields(schema, columns);
      async function* pages(): AsyncGenerator<object[]> {
        for await (const lines of linesOf(file)) yield lines.map((line) => rowFromLine(line, wanted, file));
      }
      yield* packRows(pages(), wanted, asset);
    },
    async inspect(file) {
      let rows = 0;
      for await (const lines of linesOf(file)) rows += lines.length;
      return { rows };
    },
  };
}

function encodeFile(form: TableForm): EncodedFile {
  let rows = 0;
  async function* body(): AsyncGenerator<Uint8Array> {
    const unpack = unpacker(withoutAs(form.schema));
    for await (const batch of form.batches) {
      rows += batch.numRows;
      const lines = unpack(batch).map((row) => rowToLine(row as Record<string, unknown>));
      yield Buffer.from(lines.join(""));
    }
  }
  return { body: body(), rows: () => rows };
}

// What a column loads as is not how it is kept: an integer beyond 2^53 is stored although it does not load as a number.
function withoutAs(schema: Schema): Schema {
  return { fields: schema.fields.map(({ as: _, ...field }) => field) };
}
