import type { LogicalType, Member } from "../logical-type.js";
import type { Remark } from "./target-type.js";

/** What is directly inside a type, by the name its path has there. */
export function inside(type: LogicalType): readonly (readonly [name: string, member: Member])[] {
  switch (type.id) {
    case "list":
      return [["element", type.element]];
    case "map":
      return [
        ["key", type.key],
        ["value", type.value],
      ];
    case "struct":
      return type.fields.map((field) => [field.name, field]);
    default:
      return [];
  }
}

/** What a target has to say of one type; `as` is the JavaScript value the member wants, if it wants another. */
export type Note = (type: LogicalType, as?: Member["as"]) => string | undefined;

/** What `say` has to say of the member's type and of every type inside it. */
export function remarksOn({ type, as }: Member, say: Note, path: readonly string[] = []): Remark[] {
  const text = say(type, as);
  const below = inside(type).flatMap(([name, member]) => remarksOn(member, say, [...path, name]));
  return text === undefined ? below : [{ path, text }, ...below];
}

/** The type with every scalar in it replaced. */
export function withScalars(type: LogicalType, replace: (scalar: LogicalType) => LogicalType): LogicalType {
  const member = <M extends Member>(of: M): M => ({ ...of, type: withScalars(of.type, replace) });
  switch (type.id) {
    case "list":
      return { id: "list", element: member(type.element) };
    case "map":
      return { id: "map", key: member(type.key), value: member(type.value) };
    case "struct":
      return { id: "struct", fields: type.fields.map(member) };
    default:
      return replace(type);
  }
}

/** What `fault` has to say of the names of fields, each with its path, which ends in the name. */
export function remarksOnNames(
  type: LogicalType,
  fault: (name: string) => string | undefined,
  path: readonly string[] = [],
): Remark[] {
  return inside(type).flatMap(([name, member]) => {
    const text = type.id === "struct" ? fault(name) : undefined;
    const below = remarksOnNames(member.type, fault, [...path, name]);
    return text === undefined ? below : [{ path: [...path, name], text }, ...below];
  });
}
