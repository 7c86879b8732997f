import type { Column, Columns } from "@sluice/sdk";

/** A column and values for it, as `load` gives them. */
export interface Samples {
  readonly column: Column;
  readonly values: unknown[];
}

/** Columns with their values, by name. */
export type NamedSamples<Name extends string = string> = Readonly<Record<Name, Samples>>;

export const nullable = { nullable: true } as const;

/** The column and its values; a nullable one takes null too. */
export function samples<Value>(column: Column<Value, unknown>, values: readonly Value[]): Samples {
  return { column, values: column.nullable ? [...values, null] : [...values] };
}

/** What `change` makes of each, under its name and `suffix`. */
export function changed<Name extends string, Suffix extends string>(
  all: NamedSamples<Name>,
  suffix: Suffix,
  change: (each: Samples) => Samples,
): NamedSamples<`${Name}${Suffix}`> {
  const entries = Object.entries<Samples>(all).map(([name, each]) => [`${name}${suffix}`, change(each)]);
  return Object.fromEntries(entries);
}

/** Their columns. */
export function columnsOf(all: NamedSamples): Columns {
  return Object.fromEntries(Object.entries(all).map(([name, { column }]) => [name, column]));
}

/**
 * As many objects as it takes to have every value of every column in one. Columns with fewer values repeat them, so
 * that nulls and values alternate.
 */
export function objectsOf(all: NamedSamples): Record<string, unknown>[] {
  const named = Object.entries(all);
  const count = Math.max(...named.map(([, { values }]) => values.length));
  return Array.from({ length: count }, (_, turn) =>
    Object.fromEntries(named.map(([name, { values }]) => [name, values[turn % values.length]])),
  );
}
