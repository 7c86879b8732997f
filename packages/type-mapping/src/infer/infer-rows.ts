import type { FoundColumn } from "./found-column.js";
import { inferMember } from "./infer-type.js";
import { nothingSeen, see, seenInside } from "./seen.js";

/** The columns of all the rows, in the order in which their names first come up. Rows are read once and count from 0. */
export function inferRows(rows: Iterable<unknown>): FoundColumn[] {
  const seen = nothingSeen();
  for (const row of rows) {
    if (!isRow(row))
      throw new TypeError(`Row ${seen.values} is ${described(row)}, not an object of columns.`);
    for (const name in row) see(seenInside(seen, name), row[name], seen.values);
    seen.values++;
  }
  if (seen.values === 0) {
    throw new RangeError("There are no rows to infer a schema from. Write it out: schemaFromText({ … }).");
  }
  return [...seen.inside].map(([name, inside]) => {
    const faults: string[] = [];
    const member = inferMember(inside, seen.values, [name], faults);
    return member === undefined ? { name, faults } : { name, field: { name, ...member }, faults };
  });
}

function isRow(row: unknown): row is Record<string, unknown> {
  return typeof row === "object" && row !== null && !(Symbol.iterator in row) && !(row instanceof Date);
}

function described(row: unknown): string {
  if (row === null || row === undefined) return String(row);
  if (Array.isArray(row)) return "an array";
  return typeof row === "object" ? `a ${row.constructor?.name || "object"}` : `a ${typeof row}`;
}
