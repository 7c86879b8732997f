import type { Field, LogicalType, Member } from "./logical-type.js";

/** A column of a table: its type and how it behaves. `Out` is what loading gives, `In` what storing takes. */
export interface Column<Out = unknown, In = Out> {
  readonly type: LogicalType;
  readonly nullable: boolean;
  readonly comment?: string;
  /** The JavaScript value wanted instead of the type's own one, where it is exact. */
  readonly as?: "number" | "date";
  /** Type-level only; never present at run time. */
  readonly "~out"?: Out;
  /** Type-level only; never present at run time. */
  readonly "~in"?: In;
}

/** A column of whatever values. */
export type AnyColumn = Column<any, any>;

/** Columns by name, as a user writes them. */
export type Columns = Readonly<Record<string, AnyColumn>>;

/** What loading gives of a column. */
export type OutOf<C> = C extends Column<infer Out, infer _> ? Out : never;

/** What storing takes for a column. */
export type InOf<C> = C extends Column<infer _, infer In> ? In : never;

export interface ColumnOptions {
  /** Default `false`: a null is an error when storing. */
  readonly nullable?: boolean;
  /** Shown by the engines beside the column. */
  readonly comment?: string;
}

/** What a column with those options gives, whose type gives `Value`. */
export type Out<Options, Value> = Options extends { nullable: true } ? Value | null : Value;

/** What a column with those options takes, whose type takes `Value`. */
export type In<Options, Value> = Options extends { nullable: true } ? Value | null | undefined : Value;

/** A column of `type` that behaves as `options` say. */
export function makeColumn(
  type: LogicalType,
  options: (ColumnOptions & { as?: Column["as"] }) | undefined,
): Column<never, never> {
  return {
    type,
    nullable: options?.nullable ?? false,
    ...(options?.comment === undefined ? {} : { comment: options.comment }),
    ...(options?.as === undefined ? {} : { as: options.as }),
  };
}

/** The fields those columns make, in their order. */
export function fieldsOf(columns: Columns): Field[] {
  return Object.entries(columns).map(([name, column]) => ({
    name,
    ...memberOf(column),
    ...(column.comment === undefined ? {} : { comment: column.comment }),
  }));
}

/** The column without its comment, as it stands inside a list or map. */
export function memberOf({ type, nullable, as }: Column): Member {
  return { type, nullable, ...(as === undefined ? {} : { as }) };
}
