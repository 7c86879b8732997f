import type { Field } from "../logical-type.js";

/** A column of the data, before what is said about it by hand. */
export interface FoundColumn {
  readonly name: string;
  /** Absent where the data does not tell its type. */
  readonly field?: Field;
  /** Why not, each a clause that names the place. */
  readonly faults: readonly string[];
}
