import { type Schema, storedArrowSchema } from "@sluice/type-mapping";
import { type Schema as ArrowSchema, DataType, type Field } from "apache-arrow";

/** The Arrow schema that makes a file of `schema` as the Parquet format asks for it. */
export function storedSchema(schema: Schema): ArrowSchema {
  const stored = storedArrowSchema(schema);
  for (const field of stored.fields) nameEntries(field);
  return stored;
}

// Arrow's library names the entries of every map `entries`, whatever it is told, and the file would take that over.
// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#maps
function nameEntries({ type }: Field): void {
  const children: Field[] = type.children ?? [];
  if (DataType.isMap(type)) Object.assign(type.children[0], { name: "key_value" });
  for (const child of children) nameEntries(child);
}
