import { kindOf, type ValueKind } from "./value-kind.js";

/** What one place of the rows holds: a column, or a place inside one. */
export interface Seen {
  /** The kinds of its values, each with the first row that has it. */
  readonly kinds: Map<ValueKind, number>;
  /** How many values are not null. */
  values: number;
  /** How many elements its lists and entries its maps have, nulls too. */
  entries: number;
  /** Fields of objects by name; `element` of lists; `key` and `value` of maps. */
  readonly inside: Map<string, Seen>;
}

export function nothingSeen(): Seen {
  return { kinds: new Map(), values: 0, entries: 0, inside: new Map() };
}

/** What is seen inside a place under a name, from now on at least. */
export function seenInside(seen: Seen, name: string): Seen {
  const known = seen.inside.get(name);
  if (known !== undefined) return known;
  const made = nothingSeen();
  seen.inside.set(name, made);
  return made;
}

const deepest = 100;

/** Adds a value of a row to what is seen of its place. */
export function see(seen: Seen, value: unknown, row: number, depth = 0): void {
  if (value === null || value === undefined) return;
  if (depth > deepest) {
    throw new RangeError(
      `Row ${row} is more than ${deepest} levels deep; does an object in it contain itself?`,
    );
  }
  const kind = kindOf(value);
  seen.values++;
  if (!seen.kinds.has(kind)) seen.kinds.set(kind, row);
  const inside = (name: string, each: unknown): void => see(seenInside(seen, name), each, row, depth + 1);
  if (kind === "an array") {
    const elements = value as readonly unknown[];
    seen.entries += elements.length;
    for (const element of elements) inside("element", element);
  } else if (kind === "a Map") {
    const entries = value as ReadonlyMap<unknown, unknown>;
    seen.entries += entries.size;
    for (const [key, each] of entries) {
      inside("key", key);
      inside("value", each);
    }
  } else if (kind === "an object") {
    for (const [name, each] of Object.entries(value)) inside(name, each);
  }
}
