import { partsOf } from "./parts-of.js";
import { valueText } from "./value-text.js";

/** Where two values are not the same. */
export interface Difference {
  /** From the values given: `[3].tags[0]`, `[3].prices["2024-05-01"]`. */
  readonly path: string;
  /** `undefined` where there is nothing. */
  readonly left: unknown;
  readonly right: unknown;
}

/** Whether both are the same rows, to the last bit: `differences` finds none. */
export function sameRows(left: unknown, right: unknown): boolean {
  return differences(left, right).length === 0;
}

/**
 * Every place where the values differ. Exact: −0 is not 0, `1` is not `1n`, a property that is absent is not one that
 * is undefined, and NaN is itself. Dates are the same by their time, bytes by content, maps by their entries in
 * whatever order, objects by their properties in whatever order.
 */
export function differences(left: unknown, right: unknown): Difference[] {
  return [...differing("", left, right)];
}

function* differing(path: string, left: unknown, right: unknown): Generator<Difference> {
  const parts = partsOf(left);
  const others = partsOf(right);
  if (parts === undefined || parts.kind !== others?.kind) {
    if (parts !== undefined || valueText(left) !== valueText(right)) yield { path, left, right };
    return;
  }
  for (const [name, value] of parts.byPath) {
    if (others.byPath.has(name)) yield* differing(path + name, value, others.byPath.get(name));
    else yield { path: path + name, left: value, right: undefined };
  }
  for (const [name, value] of others.byPath) {
    if (!parts.byPath.has(name)) yield { path: path + name, left: undefined, right: value };
  }
}
