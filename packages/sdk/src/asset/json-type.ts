import type { ValueType } from "./value-type.js";

/** What JSON says, as JavaScript has it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** The type of an asset that is a JSON value. `null` stands inside of one, never alone. */
export interface JsonType extends ValueType<NonNullable<JsonValue>> {
  readonly family: "json";
}

export const jsonType: JsonType = { family: "json" };
