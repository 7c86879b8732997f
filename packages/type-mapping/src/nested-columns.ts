import {
  type AnyColumn,
  type Column,
  type ColumnOptions,
  type Columns,
  fieldsOf,
  type In,
  type InOf,
  makeColumn,
  memberOf,
  type Out,
  type OutOf,
} from "./column.js";
import type { Row, RowInput } from "./row.js";

/** Values of one kind in order, an array. */
export function list<const C extends AnyColumn, const O extends ColumnOptions = {}>(
  element: C,
  options?: O,
): Column<Out<O, OutOf<C>[]>, In<O, readonly InOf<C>[]>> {
  return makeColumn({ id: "list", element: memberOf(element) }, options);
}

/** Values by key, a `Map`; its order is kept in files, and engines may change it. Keys are scalars that are never null. */
export function map<const K extends AnyColumn, const V extends AnyColumn, const O extends ColumnOptions = {}>(
  key: K,
  value: V,
  options?: O,
): Column<Out<O, Map<OutOf<K>, OutOf<V>>>, In<O, ReadonlyMap<InOf<K>, InOf<V>>>> {
  return makeColumn({ id: "map", key: memberOf(key), value: memberOf(value) }, options);
}

/** Named values, an object. */
export function struct<const C extends Columns, const O extends ColumnOptions = {}>(
  columns: C,
  options?: O,
): Column<Out<O, Row<C>>, In<O, RowInput<C>>> {
  return makeColumn({ id: "struct", fields: fieldsOf(columns) }, options);
}
