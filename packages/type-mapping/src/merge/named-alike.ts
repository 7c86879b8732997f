import { foldedName } from "../folded-name.js";
import type { Field, LogicalType } from "../logical-type.js";
import { quotedPath } from "../quoted-path.js";
import { type RefusedChange, schemaChange } from "./schema-change.js";

/** The columns, and the fields inside them, whose names differ from an earlier one's by case only. */
export function namedAlike(fields: readonly Field[], path: readonly string[] = []): RefusedChange[] {
  const seen = new Map<string, string>();
  return fields.flatMap(({ name, type }) => {
    const place = [...path, name];
    const folded = foldedName(name);
    const other = seen.get(folded);
    seen.set(folded, name);
    const inside = alikeInside(type, place);
    if (other === undefined) return inside;
    const otherText = quotedPath([...path, other]);
    return [
      {
        ...schemaChange("named-alike", place, `${quotedPath(place)} is named like ${otherText}`, other, name),
        hint: "Engines do not tell case apart: use the one name, or another one.",
      },
      ...inside,
    ];
  });
}

function alikeInside(type: LogicalType, path: readonly string[]): RefusedChange[] {
  switch (type.id) {
    case "list":
      return alikeInside(type.element.type, [...path, "element"]);
    case "map":
      return alikeInside(type.value.type, [...path, "value"]);
    case "struct":
      return namedAlike(type.fields, path);
    default:
      return [];
  }
}
