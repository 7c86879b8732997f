import type { Schema, StoredFile } from "@sluice/sdk/plugin";
import { asItIs } from "./convert.js";
import { noRow } from "./corrupt.js";
import { objectReader } from "./from-json.js";
import { toJson } from "./to-json.js";

/** Makes lines of rows of `schema`. The rows are used up. */
export function lineWriter(schema: Schema): (row: object) => string {
  const columns = schema.fields
    .map(({ name, type }) => [name, toJson(type)] as const)
    .filter(([, convert]) => convert !== asItIs);
  return (row) => {
    const values = row as Record<string, unknown>;
    for (const [name, convert] of columns) values[name] = convert(values[name]);
    return `${JSON.stringify(values)}\n`;
  };
}

/** Undoes `lineWriter` for the columns of `schema`. `FILE_CORRUPT` for a line that it cannot have made. */
export function lineReader(schema: Schema, file: StoredFile): (line: string) => object {
  const read = objectReader(schema.fields);
  return (line) => {
    try {
      return read(JSON.parse(line));
    } catch (cause) {
      throw noRow(file, cause);
    }
  };
}
