import { columnFaults } from "./column-faults.js";
import type { Field } from "./logical-type.js";
import { parseMember } from "./parse/parse-type.js";
import type { Schema } from "./schema.js";

/** Types by column name, as text: `{ id: "int64", amount: "decimal(18,2)?" }`. `?` makes a column nullable. */
export type ColumnTexts = Readonly<Record<string, string>>;

/**
 * The schema with those columns, in their order. A text that is no type is a `SyntaxError`; a type that cannot be, and
 * names that cannot be or are alike, are a `RangeError`. Each names the column.
 */
export function schemaFromText(columns: ColumnTexts): Schema {
  if (typeof columns !== "object" || columns === null) {
    throw new TypeError('Columns are given as an object of texts, like { id: "int64" }.');
  }
  const fields = Object.entries(columns).map(([name, text]) => fieldFromText(name, text));
  const faults = columnFaults(fields);
  if (faults.length > 0) throw new RangeError(`There is no such schema: ${faults.join("; ")}.`);
  return { fields };
}

function fieldFromText(name: string, text: string): Field {
  const column = `Column ${JSON.stringify(name)}`;
  if (typeof text !== "string") throw new TypeError(`${column}: its type is given as text, like "int64?".`);
  try {
    return { name, ...parseMember(text) };
  } catch (cause) {
    const kind = cause instanceof SyntaxError ? SyntaxError : RangeError;
    throw new kind(`${column}: ${(cause as Error).message}`, { cause });
  }
}
