import type { ValueType } from "./value-type.js";

/** The type of an asset that is a JavaScript value. */
export interface ObjectType<Value extends {}> extends ValueType<Value> {
  readonly family: "object";
}

/**
 * A JavaScript value as structured cloning copies it: objects, arrays, Map, Set, Date, RegExp, typed arrays, bigint,
 * cycles. What cloning would change or leave out is `VALUE_INVALID`: functions, symbols, instances of own classes. Read
 * it with the version of Node.js that wrote it, or a newer one.
 */
export function object<Value extends {} = {}>(): ObjectType<Value> {
  return { family: "object" };
}
