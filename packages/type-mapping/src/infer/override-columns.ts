import { columnFaults } from "../column-faults.js";
import type { Field } from "../logical-type.js";
import type { Schema } from "../schema.js";
import type { FoundColumn } from "./found-column.js";

/** The schema of the columns found, with `override` in place of those it names. A RangeError names every column that has no type. */
export function overrideColumns(found: readonly FoundColumn[], override: readonly Field[]): Schema {
  if (found.length === 0) throw new RangeError("The data has no columns.");
  const given = new Map(override.map((field) => [field.name, field]));
  const unsure = found.filter(({ name, field }) => field === undefined && !given.has(name));
  if (unsure.length > 0) throw noType(unsure);
  const names = new Set(found.map(({ name }) => name));
  const more = override.filter(({ name }) => !names.has(name));
  const required = more.find(({ nullable }) => !nullable);
  if (required !== undefined) throw notThere(required, names);
  const fields = found.flatMap(({ name, field }) => given.get(name) ?? field ?? []);
  const faults = columnFaults([...fields, ...more]);
  if (faults.length > 0) throw new RangeError(`The data has no schema: ${faults.join("; ")}.`);
  return { fields: [...fields, ...more] };
}

function noType(columns: readonly FoundColumn[]): RangeError {
  const faults = columns.flatMap((column) => column.faults);
  const example = columns.map(({ name }) => `${JSON.stringify(name)}: "…"`).join(", ");
  return new RangeError(
    `The data does not tell every type: ${faults.join("; ")}. Say what is meant with schemaOverride: { ${example} }.`,
  );
}

function notThere({ name }: Field, names: ReadonlySet<string>): RangeError {
  return new RangeError(
    `schemaOverride has the required column ${JSON.stringify(name)}, which the data lacks; it has ${[...names].map((each) => JSON.stringify(each)).join(", ")}. Correct the name, or make it nullable ("…?").`,
  );
}
