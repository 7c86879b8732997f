import type { Column, Columns } from "./column.js";
import type { Schema } from "./schema.js";

/**
 * The schema as columns, for `table(columnsOf(schema))`. `schemaOf` undoes it. A name that JavaScript objects put first,
 * like `"0"` or `"2024"`, has to come first in the schema too; otherwise it is a RangeError.
 */
export function columnsOf(schema: Schema): Columns {
  const columns = Object.fromEntries(
    schema.fields.map(({ name, ...column }): [string, Column] => [name, column]),
  );
  Object.keys(columns).forEach((name, place) => {
    const wanted = schema.fields[place]?.name;
    if (name === wanted) return;
    throw new RangeError(
      `Columns as an object cannot keep the order of the schema: "${name}" would come before "${wanted}". ` +
        "Objects put names that are whole numbers first: rename the column, or put it first.",
    );
  });
  return columns;
}
