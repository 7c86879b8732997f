import * as arrow from "apache-arrow";

/**
 * What a query gave, with the integers it has for times and instants named as what they are. `type` is how files hold
 * the column. No value is touched.
 */
export function retyped(data: arrow.Data, type: arrow.DataType): arrow.Data {
  if (arrow.DataType.isInt(data.type)) {
    const isClock = arrow.DataType.isTime(type) || arrow.DataType.isTimestamp(type);
    return isClock ? sameBuffers(data, type, []) : data;
  }
  if (data.children.length === 0) return data;
  const children = data.children.map((child, index) =>
    retyped(child, (type.children[index] as arrow.Field).type),
  );
  return sameBuffers(data, ofChildren(type, children), children);
}

function sameBuffers(data: arrow.Data, type: arrow.DataType, children: arrow.Data[]): arrow.Data {
  return new arrow.Data(type, data.offset, data.length, data.nullCount, data.buffers, children);
}

/** The type with its names; inside it is what the children are. */
function ofChildren(type: arrow.DataType, children: readonly arrow.Data[]): arrow.DataType {
  const fields = children.map((child, index) => {
    const { name, nullable } = type.children[index] as arrow.Field;
    return new arrow.Field(name, child.type as arrow.DataType, nullable);
  });
  if (arrow.DataType.isStruct(type)) return new arrow.Struct(fields);
  const [only] = fields as [arrow.Field];
  return arrow.DataType.isMap(type) ? new arrow.Map_(only as never) : new arrow.List(only);
}
