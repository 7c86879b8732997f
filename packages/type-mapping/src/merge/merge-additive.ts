import { type Field, type LogicalType, type Member, memberText, typesEqual } from "../logical-type.js";
import { quotedPath } from "../quoted-path.js";
import { typeChange } from "./differences.js";
import { type RefusedChange, schemaChange } from "./schema-change.js";
import { widerType } from "./widening.js";

/** The columns that take the rows of both; what cannot be joined is pushed to `refused` and stays as it was. */
export function mergeAdditive(
  old: readonly Field[],
  next: readonly Field[],
  refused: RefusedChange[],
  path: readonly string[] = [],
): Field[] {
  const noun = path.length === 0 ? "column" : "field";
  const given = new Map(next.map((field) => [field.name, field]));
  const known = new Set(old.map((field) => field.name));
  const kept = old.map((field): Field => {
    const place = [...path, field.name];
    const now = given.get(field.name);
    if (now !== undefined) return mergeField(field, now, refused, place);
    if (!field.nullable) {
      const type = memberText(field);
      refused.push({
        ...schemaChange("dropped", place, `dropped ${noun} ${quotedPath(place)} ${type}`, type),
        hint: `New rows would have no value for it: keep the ${noun}, nullable if need be, or merge with "replace".`,
      });
    }
    return field;
  });
  const added = next.filter((field) => !known.has(field.name));
  for (const field of added) {
    if (field.nullable) continue;
    const place = [...path, field.name];
    const type = memberText(field);
    refused.push({
      ...schemaChange("added", place, `added ${noun} ${quotedPath(place)} ${type}`, undefined, type),
      hint: `Old rows have no value for it: make it nullable (${type}?), or merge with "replace".`,
    });
  }
  return [...kept, ...added];
}

function mergeField(old: Field, next: Field, refused: RefusedChange[], path: readonly string[]): Field {
  const comment = next.comment ?? old.comment;
  return {
    name: old.name,
    ...mergeMember(old, next, refused, path),
    ...(comment === undefined ? {} : { comment }),
  };
}

function mergeMember(old: Member, next: Member, refused: RefusedChange[], path: readonly string[]): Member {
  const type = mergeType(old.type, next.type, refused, path);
  const { as } = type.id === next.type.id ? next : old;
  return { type, nullable: old.nullable || next.nullable, ...(as === undefined ? {} : { as }) };
}

function mergeType(
  old: LogicalType,
  next: LogicalType,
  refused: RefusedChange[],
  path: readonly string[],
): LogicalType {
  if (old.id === "list" && next.id === "list") {
    return { id: "list", element: mergeMember(old.element, next.element, refused, [...path, "element"]) };
  }
  if (old.id === "map" && next.id === "map") {
    const value = mergeMember(old.value, next.value, refused, [...path, "value"]);
    return { id: "map", key: mergeKey(old.key, next.key, refused, [...path, "key"]), value };
  }
  if (old.id === "struct" && next.id === "struct") {
    return { id: "struct", fields: mergeAdditive(old.fields, next.fields, refused, path) };
  }
  const wider = widerType(old, next);
  if (wider !== undefined) return wider;
  refused.push({
    ...typeChange(old, next, path),
    hint: 'Only wider integers, float32 to float64 and more digits of a decimal before the point are additive: keep the type, add a column with another name, or merge with "replace".',
  });
  return old;
}

// A map whose keys change type is another map: engines look keys up by exact type.
function mergeKey(old: Member, next: Member, refused: RefusedChange[], path: readonly string[]): Member {
  if (typesEqual(old.type, next.type)) return mergeMember(old, next, refused, path);
  refused.push({
    ...typeChange(old.type, next.type, path),
    hint: 'Keys of a map keep their type: keep it, add a column with another name, or merge with "replace".',
  });
  return old;
}
