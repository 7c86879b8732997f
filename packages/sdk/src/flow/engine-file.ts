import { type LogicalType, mapType, type Schema, storedArrowTypes } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { retyped } from "../arrow/retyped.js";

/** The columns as they are named in a file that an engine wrote. */
export function engineNames({ fields }: Schema): Schema {
  return {
    fields: fields.map((field) => ({ ...field, name: field.name.toLowerCase(), type: lowered(field.type) })),
  };
}

function lowered(type: LogicalType): LogicalType {
  switch (type.id) {
    case "list":
      return { ...type, element: { ...type.element, type: lowered(type.element.type) } };
    case "map":
      return {
        ...type,
        key: { ...type.key, type: lowered(type.key.type) },
        value: { ...type.value, type: lowered(type.value.type) },
      };
    case "struct":
      return { ...type, ...engineNames(type) };
    default:
      return type;
  }
}

/** A batch of such a file with the names of `schema`, and times and instants as what they are. */
export function engineBatch(batch: arrow.RecordBatch, { fields }: Schema): arrow.RecordBatch {
  const columns = batch.schema.fields.flatMap(({ name }, index) => {
    const field = fields.find((each) => each.name.toLowerCase() === name);
    if (field === undefined) return [];
    const type = mapType<arrow.DataType>(storedArrowTypes, field.type);
    const data = retyped(batch.data.children[index] as arrow.Data, type);
    return [{ field: new arrow.Field(field.name, data.type as arrow.DataType, true), data }];
  });
  const schema = new arrow.Schema(columns.map(({ field }) => field));
  const type = new arrow.Struct(schema.fields);
  const children = columns.map(({ data }) => data);
  return new arrow.RecordBatch(
    schema,
    arrow.makeData({ type, length: batch.numRows, nullCount: 0, children }),
  );
}
