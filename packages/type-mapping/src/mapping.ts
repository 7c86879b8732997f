import type { LogicalType, LogicalTypeId, LogicalTypeOf } from "./logical-type.js";

/**
 * One target's answer for every logical type. Written as `{ … } satisfies TypeMapping<T>`, so that a new logical
 * type breaks the build of each target that has not decided.
 */
export type TypeMapping<Target, Options = unknown> = {
  readonly [Id in LogicalTypeId]: (type: LogicalTypeOf<Id>, options: Options) => Target;
};

/** What `mapping` says of `type`. */
export function mapType<Target>(mapping: TypeMapping<Target>, type: LogicalType): Target;
/** What `mapping` says of `type` under these options. */
export function mapType<Target, Options>(
  mapping: TypeMapping<Target, Options>,
  type: LogicalType,
  options: Options,
): Target;
export function mapType<Target>(mapping: TypeMapping<Target>, type: LogicalType, options?: unknown): Target {
  const entry = mapping[type.id] as (type: LogicalType, options: unknown) => Target;
  return entry(type, options);
}
