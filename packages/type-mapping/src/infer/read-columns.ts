import type * as arrow from "apache-arrow";
import type { Field } from "../logical-type.js";
import { fieldFromArrow } from "../parse/from-arrow.js";
import { fieldFromParquet } from "../parse/from-parquet.js";
import { parquetTree } from "../parse/parquet-tree.js";
import type { ParquetElement } from "../targets/parquet-element.js";
import type { FoundColumn } from "./found-column.js";

/** The columns of an Arrow schema. */
export function arrowColumns(schema: arrow.Schema): FoundColumn[] {
  return schema.fields.map((field) => foundColumn(field.name, () => fieldFromArrow(field)));
}

/** The columns of a Parquet file, from the flat schema of its footer. */
export function parquetColumns(elements: readonly ParquetElement[]): FoundColumn[] {
  return parquetTree(elements).children.map((child) =>
    foundColumn(child.element.name, () => fieldFromParquet(child)),
  );
}

function foundColumn(name: string, read: () => Field): FoundColumn {
  try {
    return { name, field: read(), faults: [] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { name, faults: [error.message.replace(/\.$/, "")] };
  }
}
