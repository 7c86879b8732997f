import { int32, list, struct } from "@sluice/sdk";
import type { DataSet } from "./data-set.js";

/** Names of columns and fields that have to be quoted right. An engine may refuse some; none may become another. */
export const hostileNames: readonly string[] = [
  ...[
    "select",
    "order",
    "group",
    "table",
    "row",
    "user",
    "end",
    "null",
    "true",
    "timestamp",
    "interval",
    "values",
  ],
  ...["key", "value", "element", "list", "write", "snapshot", "$path", "_hidden", ".hidden", "1st", "-"],
  ...["Capital", "camelCase", "UPPER CASE", "with space", "with.dot", "with-dash", "with=sign", "with,comma"],
  ...[
    `it's`,
    `say "so"`,
    '"',
    '""',
    "`tick`",
    "back\\slash",
    "slash/ed",
    "semi;colon",
    "co:lon",
    "per%20cent",
  ],
  ...["(a)", "[0]", "{a}", "<a>", "a?", "a*", "#a", "@a", "a|b", "--", "/*", "*/", "$1", "?"],
  ...["naïve", "e\u0301", "列", "שם", "🛫", "İ", "ß", "straße ☂", "a\u00a0b", "a\u200bb"],
  ...["constructor", "toString", "hasOwnProperty", "length"],
  ...["x".repeat(255), "é".repeat(255)],
];

/** A table with a column of that name. */
export function columnNamed(name: string): DataSet {
  return { columns: { id: int32(), [name]: int32() }, rows: [{ id: 0, [name]: 7 }] };
}

/** A table with a struct and a list of structs that have a field of that name. */
export function fieldNamed(name: string): DataSet {
  const fields = struct({ first: int32(), [name]: int32() });
  const value = { first: 0, [name]: 7 };
  return {
    columns: { id: int32(), one: fields, many: list(fields) },
    rows: [{ id: 0, one: value, many: [value] }],
  };
}
