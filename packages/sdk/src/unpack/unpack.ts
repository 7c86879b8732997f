import type { Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { type Reader, readerOf } from "./readers.js";

/**
 * The rows of a batch whose columns are those of the schema, in its order and in its Arrow types. `firstRow` numbers
 * them in messages, default 0.
 */
export type Unpack = (batch: arrow.RecordBatch, firstRow?: number) => unknown[];

type MakeRows = (readers: readonly Reader[], count: number) => unknown[];

/**
 * Undoes packing. One function is generated for each schema, so that every row object has one shape; without code
 * generation (`--disallow-code-generation-from-strings`) a loop does the same.
 */
export function unpacker(schema: Schema): Unpack {
  const names = schema.fields.map((field) => field.name);
  const makeRows = rowMaker(names);
  return (batch, firstRow = 0) => {
    const readers = schema.fields.map((field, column) =>
      readerOf(field, batch.data.children[column] as arrow.Data, firstRow),
    );
    return makeRows(readers, batch.numRows);
  };
}

function rowMaker(names: readonly string[]): MakeRows {
  try {
    const source = `
      ${names.map((_, index) => `const r${index} = readers[${index}];`).join("\n")}
      const rows = new Array(count);
      for (let row = 0; row < count; row++) {
        rows[row] = { ${names.map((name, index) => `${JSON.stringify(name)}: r${index}(row)`).join(", ")} };
      }
      return rows;`;
    return new Function("readers", "count", source) as MakeRows;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return (readers, count) =>
      Array.from({ length: count }, (_, row) =>
        Object.fromEntries(names.map((name, index) => [name, readers[index]?.(row)])),
      );
  }
}
