import type { Field } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";

/** The JavaScript value of one row. */
export type Reader = (row: number) => unknown;

/** Reads a column that has the Arrow type of `field`. */
export type ReaderOf = (field: Field, data: arrow.Data) => Reader;
