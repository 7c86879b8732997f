import {
  type Field,
  isWidening,
  type LogicalType,
  type Schema,
  typesEqual,
  typeText,
} from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import type { QueryColumn } from "../plugin/catalog.js";

/** What to make of instants that the engine gives with more digits than the column has. */
export interface Comparison {
  /** `true`: they are of the type as long as the further digits are zeros, which is seen value by value. */
  readonly moreDigits: boolean;
}

/** The result's column for each field, by its position. `SCHEMA_MISMATCH` lists every column that is not as expected. */
export function compareColumns(
  found: readonly QueryColumn[],
  { fields }: Schema,
  asset: string,
  comparison: Comparison,
): number[] {
  const positions = fields.map(({ name }) => columnNamed(found, name));
  const changes = fields.flatMap((field, index) => {
    const column = found[positions[index] as number];
    if (column?.logical !== undefined && holds(field.type, column.logical, comparison)) return [];
    const what = column === undefined ? "no such column" : shown(column);
    return [`"${field.name}": expected ${typeText(field.type)}, found ${what}`];
  });
  if (changes.length === 0) return positions;
  throw new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset} has other columns than its type says: ${changes.join("; ")}.`,
    details: { asset, changes },
    hint: `Define the columns as they are, or cast them in SQL. There are ${found.map(({ name }) => name).join(", ")}.`,
  });
}

/** The position of the column with that name, whatever its case; -1 if there is none. */
export function columnNamed(found: readonly QueryColumn[], name: string): number {
  const exact = found.findIndex((column) => column.name === name);
  // Engines fold the case of names that were not quoted.
  return exact >= 0 ? exact : found.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
}

function shown({ logical, type }: QueryColumn): string {
  if (logical === undefined) return `${type}, which has no equal`;
  const text = typeText(logical);
  return text === type ? text : `${text} (${type})`;
}

/** Whether every value of `found` is one of `wanted`; nulls are seen value by value. */
function holds(wanted: LogicalType, found: LogicalType, comparison: Comparison): boolean {
  if (typesEqual(wanted, found) || isWidening(found, wanted)) return true;
  const within = (one: { readonly type: LogicalType }, other: { readonly type: LogicalType }): boolean =>
    holds(one.type, other.type, comparison);
  switch (wanted.id) {
    case "timestamp":
    case "zonedTimestamp":
      return found.id === wanted.id && (comparison.moreDigits || found.precision <= wanted.precision);
    case "list":
      return found.id === "list" && within(wanted.element, found.element);
    case "map":
      return found.id === "map" && within(wanted.key, found.key) && within(wanted.value, found.value);
    case "struct":
      return found.id === "struct" && sameFields(wanted.fields, found.fields, within);
    default:
      return false;
  }
}

function sameFields(
  wanted: readonly Field[],
  found: readonly Field[],
  within: (one: Field, other: Field) => boolean,
): boolean {
  return (
    wanted.length === found.length &&
    wanted.every((field, index) => {
      const other = found[index] as Field;
      return other.name.toLowerCase() === field.name.toLowerCase() && within(field, other);
    })
  );
}
