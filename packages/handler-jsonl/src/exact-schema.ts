import type { Field, LogicalType, Schema } from "@sluice/sdk";

type Member = Omit<Field, "name" | "comment">;

/**
 * `schema` without what its columns load as, also inside of them: an integer beyond 2^53 is kept although it does not load
 * as a number.
 */
export function exactSchema({ fields }: Schema): Schema {
  return { fields: fields.map(exactMember) };
}

function exactMember<Each extends Member>({ as: _, ...member }: Each): Omit<Each, "as"> {
  return { ...member, type: exactType(member.type) };
}

function exactType(type: LogicalType): LogicalType {
  switch (type.id) {
    case "list":
      return { ...type, element: exactMember(type.element) };
    case "map":
      return { ...type, key: exactMember(type.key), value: exactMember(type.value) };
    case "struct":
      return { ...type, fields: type.fields.map(exactMember) };
    default:
      return type;
  }
}
