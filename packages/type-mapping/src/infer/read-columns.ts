import type * as arrow from "apache-arrow";
import type { Field } from "../logical-type.js";
import { fieldFromArrow } from "../parse/from-arrow.js";
import { fieldsFromParquet } from "../parse/from-parquet.js";
import type { ParquetElement } from "../targets/parquet-element.js";
import type { FoundColumn } from "./found-column.js";

/** The columns of an Arrow schema. */
export function arrowColumns(schema: arrow.Schema): FoundColumn[] {
  return schema.fields.map((field) => foundColumn(field.name, () => fieldFromArrow(field)));
}

/** The columns of a Parquet file, from the flat schema of its footer. */
export function parquetColumns(elements: readonly ParquetElement[]): FoundColumn[] {
  const columns = topColumns(elements);
  if (columns === undefined || columns.length !== elements[0]?.num_children) {
    throw new RangeError("The schema of the Parquet footer does not have the children it says.");
  }
  return columns.map((column) => {
    const read = (): Field => fieldsFromParquet([{ name: "", num_children: 1 }, ...column])[0] as Field;
    return foundColumn((column[0] as ParquetElement).name, read);
  });
}

/** The elements of each column, or nothing where one lacks children. */
function topColumns(elements: readonly ParquetElement[]): ParquetElement[][] | undefined {
  const columns: ParquetElement[][] = [];
  let missing = 0;
  for (const element of elements.slice(1)) {
    if (missing === 0) columns.push([]);
    else missing--;
    columns.at(-1)?.push(element);
    missing += element.num_children ?? 0;
  }
  return missing === 0 ? columns : undefined;
}

function foundColumn(name: string, read: () => Field): FoundColumn {
  try {
    return { name, field: read(), faults: [] };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { name, faults: [error.message.replace(/\.$/, "")] };
  }
}
