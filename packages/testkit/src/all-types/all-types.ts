import { int32 } from "@sluice/sdk";
import type { DataSet } from "../data-set.js";
import { lists } from "./lists.js";
import { maps } from "./maps.js";
import { changed, columnsOf, objectsOf } from "./samples.js";
import { nullableScalars, scalars } from "./scalars.js";
import { structs } from "./structs.js";
import { longText } from "./texts.js";

const everything = {
  ...nullableScalars,
  ...changed(scalars, "Required", (each) => each),
  longText,
  ...lists,
  ...maps,
  ...structs,
};

/**
 * Every logical type as a column, with the values that get lost where something is wrong. The rows are numbered by the
 * column `id`, from 0.
 */
export const allTypes: DataSet = {
  columns: { id: int32(), ...columnsOf(everything) },
  rows: objectsOf(everything).map((row, id) => ({ id, ...row })),
};
