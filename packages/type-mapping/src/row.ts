import type { Columns, InOf, OutOf } from "./column.js";

/** What one loaded row looks like. */
export type Row<C extends Columns> = { [Name in keyof C]: OutOf<C[Name]> };

type OptionalName<C extends Columns> = {
  [Name in keyof C]: undefined extends InOf<C[Name]> ? Name : never;
}[keyof C];

/** What one row to be stored looks like: null, undefined and absence are the same where a column is nullable. */
export type RowInput<C extends Columns> = {
  [Name in Exclude<keyof C, OptionalName<C>>]: InOf<C[Name]>;
} & {
  [Name in OptionalName<C>]?: InOf<C[Name]>;
};
