import { isSluiceError } from "@sluice/sdk";
import {
  type EncodedFile,
  itemsUnlessAborted,
  packRows,
  pageUnpacker,
  type Schema,
  type StoredFile,
  selectFields,
  type TableForm,
  type TypeHandler,
} from "@sluice/sdk/plugin";
import { noRow } from "./corrupt.js";
import { exactSchema } from "./exact-schema.js";
import { linesOf } from "./lines.js";
import { lineReader, lineWriter } from "./row-line.js";

/** One JSON object a row, one row a line, UTF-8. For small tables and for people; engines that want speed read another format. */
export function jsonl(): TypeHandler {
  return {
    specVersion: 1,
    name: "jsonl",
    family: "table",
    extension: "jsonl",
    contentType: "application/x-ndjson",
    async *encode({ schema, batches }, { signal }) {
      yield encodeFile({ schema, batches: itemsUnlessAborted(batches, signal) });
    },
    async *decode(file, { asset, schema, columns, signal }) {
      const wanted = columns === undefined ? schema : selectFields(schema, columns);
      try {
        yield* itemsUnlessAborted(packRows(pagesOf(file, wanted), wanted, asset).batches, signal);
      } catch (error) {
        throw isSluiceError(error, "VALUE_UNSUPPORTED") ? noRow(file, error) : error;
      }
    },
    async inspect(file, { signal }) {
      let rows = 0;
      for await (const lines of itemsUnlessAborted(linesOf(file), signal)) rows += lines.length;
      return { rows };
    },
  };
}

function encodeFile(form: TableForm): EncodedFile {
  let rows = 0;
  async function* body(): AsyncGenerator<Uint8Array> {
    const schema = exactSchema(form.schema);
    const [unpack, lineOf] = [pageUnpacker(schema), lineWriter(schema)];
    for await (const batch of form.batches) {
      rows += batch.numRows;
      for (const page of unpack(batch)) {
        yield Buffer.from(page.map((row) => lineOf(row as object)).join(""));
      }
    }
  }
  return { body: body(), rows: () => rows };
}

async function* pagesOf(file: StoredFile, schema: Schema): AsyncGenerator<object[]> {
  const rowOf = lineReader(schema, file);
  for await (const lines of linesOf(file)) yield lines.map(rowOf);
}
