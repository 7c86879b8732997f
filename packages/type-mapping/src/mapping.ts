import type { LogicalType, LogicalTypeId, LogicalTypeOf } from "./logical-type.js";

/**
 * One target's answer for every logical type. Written as `{ … } satisfies TypeMapping<T>`, so that a new logical
 * type breaks the build of each target that has not decided.
 */
export type TypeMapping<Target> = {
  readonly [Id in LogicalTypeId]: (type: LogicalTypeOf<Id>) => Target;
};

/** What `mapping` says of `type`. */
export function mapType<Target>(mapping: TypeMapping<Target>, type: LogicalType): Target {
  const entry = mapping[type.id] as (type: LogicalType) => Target;
  return entry(type);
}
