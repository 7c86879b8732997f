import type { Schema } from "../schema.js";
import { differences } from "./differences.js";
import { mergeAdditive } from "./merge-additive.js";
import { namedAlike } from "./named-alike.js";
import type { RefusedChange, SchemaChange } from "./schema-change.js";

/**
 * What may change:
 * - `strict`: comments and `as`.
 * - `additive`: whatever lets old rows and new rows stand in one table. Columns and struct fields may be added when they
 *   are nullable; int8 widens to int16, int32, int64, float32 to float64, a decimal to more digits of the same scale;
 *   required may become nullable. All of it inside lists, structs and the values of maps too. Nothing gets narrower
 *   and nothing is dropped: what the new schema lacks stays and has to be nullable. Old columns come first.
 * - `replace`: everything.
 */
export type MergePolicy = "strict" | "additive" | "replace";

export interface SchemaMerge {
  /** The schema to use from now on; `undefined` where a change is refused. */
  readonly schema: Schema | undefined;
  /** What turns the old schema into the merged one. */
  readonly changes: readonly SchemaChange[];
  /** Every change the policy does not allow, each with what to do instead. Empty where the merge succeeds. */
  readonly refused: readonly RefusedChange[];
}

/**
 * The schema that follows `old` when `next` is wanted. Columns are matched by exact name; two whose names differ by
 * case only are refused under every policy.
 */
export function mergeSchemas(old: Schema, next: Schema, policy: MergePolicy): SchemaMerge {
  if (!Object.hasOwn(policies, policy)) {
    const known = Object.keys(policies).join(", ");
    throw new RangeError(`There is no merge policy ${JSON.stringify(policy)}; there are ${known}.`);
  }
  const { schema, refused } = policies[policy](old, next);
  const alike = namedAlike(schema.fields);
  // Of two with one name the merged schema has one.
  const lost = namedAlike(next.fields).filter((one) => !alike.some((other) => other.text === one.text));
  const all = [...refused, ...alike, ...lost];
  const refusedKeys = new Set(
    all.map(({ kind, path }) => keyOf(kind === "named-alike" ? "added" : kind, path)),
  );
  const changes = differences(old.fields, schema.fields);
  return {
    schema: all.length === 0 ? schema : undefined,
    changes: changes.filter(({ kind, path }) => !refusedKeys.has(keyOf(kind, path))),
    refused: all,
  };
}

interface Merged {
  readonly schema: Schema;
  readonly refused: readonly RefusedChange[];
}

const policies: Record<MergePolicy, (old: Schema, next: Schema) => Merged> = {
  strict: (old, next) => ({
    schema: next,
    refused: differences(old.fields, next.fields).flatMap((change) => {
      const hint = strictHints[change.kind];
      return hint === undefined ? [] : [{ ...change, hint }];
    }),
  }),
  additive: (old, next) => {
    const refused: RefusedChange[] = [];
    return { schema: { fields: mergeAdditive(old.fields, next.fields, refused) }, refused };
  },
  replace: (_old, next) => ({ schema: next, refused: [] }),
};

const toAdditive = 'Leave it as it was, or merge with "additive".';
const toReplace = 'Leave it as it was, or merge with "replace".';

const strictHints: Partial<Record<SchemaChange["kind"], string>> = {
  added: 'Leave it out, or merge with "additive", which takes nullable ones.',
  dropped: 'Keep it, or merge with "additive", which keeps nullable ones by itself.',
  moved: 'Keep the order, or merge with "additive", which keeps it by itself.',
  widened: toAdditive,
  "made-nullable": toAdditive,
  retyped: toReplace,
  "made-required": toReplace,
};

function keyOf(kind: SchemaChange["kind"], path: readonly string[]): string {
  return JSON.stringify([kind, path]);
}
