import type { LogicalType, TimestampPrecision } from "../logical-type.js";

/** What a mapping may do beyond keeping every value as it is. Nothing of it happens unless it is named. */
export interface MappingOptions {
  /** Keep an instant as a wall clock in UTC where there are no zones: in plain Hive tables. */
  readonly zonedAs?: "utc";
  /** Keep a time of day as a bigint of microseconds where there is no time: in plain Hive tables and in Delta. */
  readonly timeAs?: "micros";
  /**
   * Fraction digits that the Hive catalog or the session gives every timestamp of a plain table
   * (`hive.timestamp-precision`). Default 3, as Trino's.
   */
  readonly timestampPrecision?: TimestampPrecision;
}

/** Something said of a type, or of a type inside it. */
export interface Remark {
  /** Names down to where it holds: field names, `element`, `key`, `value`. Empty for the type itself. */
  readonly path: readonly string[];
  readonly text: string;
}

/** A type the target has. */
export interface HeldType {
  /** The type as the target writes it. */
  readonly text: string;
  /** The logical type it is there, which may be wider than the one asked for. */
  readonly kept: LogicalType;
  /** What is different over there and loses nothing. */
  readonly notes: readonly Remark[];
  readonly refusals?: undefined;
}

/** A type the target lacks. */
export interface RefusedType {
  /** Why, and what to use instead: one or more. */
  readonly refusals: readonly Remark[];
}

export type TargetType = HeldType | RefusedType;

export function held(text: string, kept: LogicalType, note?: string): HeldType {
  return { text, kept, notes: note === undefined ? [] : [{ path: [], text: note }] };
}

export function refused(text: string): RefusedType {
  return { refusals: [{ path: [], text }] };
}

/** The path as people read it: `a.element."b c"`. */
export function pathText(path: readonly string[]): string {
  return path
    .map((name) => (/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name)))
    .join(".");
}

/** One part of a nested type and what the target says of it. */
export interface Part {
  readonly name: string;
  readonly answer: TargetType;
}

/** A nested type made of its parts, or every refusal among them. */
export function assembled(
  parts: readonly Part[],
  assemble: (parts: readonly HeldType[]) => { readonly text: string; readonly kept: LogicalType },
): TargetType {
  const refusals = parts.flatMap(({ name, answer }) => below(name, answer.refusals ?? []));
  if (refusals.length > 0) return { refusals };
  const inside = parts.map(({ answer }) => answer as HeldType);
  const notes = parts.flatMap(({ name, answer }) => below(name, (answer as HeldType).notes));
  return { ...assemble(inside), notes };
}

function below(name: string, remarks: readonly Remark[]): Remark[] {
  return remarks.map(({ path, text }) => ({ path: [name, ...path], text }));
}
