/** One difference between two schemas, as plain data and as a sentence. */
export interface SchemaChange {
  readonly kind:
    | "added"
    | "dropped"
    | "moved"
    | "widened"
    | "retyped"
    | "made-nullable"
    | "made-required"
    | "comment-changed"
    | "as-changed"
    | "named-alike";
  /** The column's name, then the way inside it: field names, `element`, `key`, `value`. */
  readonly path: readonly string[];
  /** What was: a type, a place counted from 1, a comment, an `as`, or the other name. Absent where there was none. */
  readonly from?: string;
  /** What is, in the same words. */
  readonly to?: string;
  /** For people, without a period: `widened "n" int32 to int64`. */
  readonly text: string;
}

/** A change that the policy does not allow. */
export interface RefusedChange extends SchemaChange {
  /** What to do instead. */
  readonly hint: string;
}

/** A change from `from` to `to`, either of which may be missing. */
export function schemaChange(
  kind: SchemaChange["kind"],
  path: readonly string[],
  text: string,
  from?: string,
  to?: string,
): SchemaChange {
  return {
    kind,
    path,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    text,
  };
}
