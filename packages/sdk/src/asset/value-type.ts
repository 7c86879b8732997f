/**
 * The type of an asset that is no table: one value, kept whole by the handlers of its family. `Value` is what loading
 * gives, `Input` what storing takes.
 */
export interface ValueType<Value = any, Input = Value> {
  /** Which handlers keep it: `bytes`, `json`, `object`, or a plugin's own. */
  readonly family: string;
  /** Type-level only; never present at run time. */
  readonly "~value"?: Value;
  /** Type-level only; never present at run time. */
  readonly "~input"?: Input;
}
