import type { Field, Member } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";

/** A field inside another. */
export interface ChildField {
  /** Its name is the path from the column on, for messages. */
  readonly field: Field;
  readonly name: string;
  readonly type: arrow.DataType;
}

/** What is inside a field: a list's element, a map's key and value, a struct's fields. `type` is its Arrow type. */
export function childFields({ name, type }: Field, arrowType: arrow.DataType): ChildField[] {
  const child = (member: Member, part: string, of: arrow.Field | undefined): ChildField => ({
    field: { ...member, name: `${name}.${part}` },
    name: part,
    type: (of as arrow.Field).type,
  });
  const { children } = arrowType;
  switch (type.id) {
    case "list":
      return [child(type.element, "element", children[0])];
    case "map": {
      const entry = (children[0] as arrow.Field<arrow.Struct>).type.children;
      return [child(type.key, "key", entry[0]), child(type.value, "value", entry[1])];
    }
    case "struct":
      return type.fields.map((field, index) => child(field, field.name, children[index]));
    default:
      return [];
  }
}
