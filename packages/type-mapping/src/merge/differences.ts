import {
  type Field,
  type LogicalType,
  type Member,
  memberText,
  typesEqual,
  typeText,
} from "../logical-type.js";
import { quotedPath } from "../quoted-path.js";
import { movedNames } from "./moved-names.js";
import { type SchemaChange, schemaChange } from "./schema-change.js";
import { isWidening } from "./widening.js";

/** Everything that turns `old` into `next`, in the order of their columns. None when they are equal. */
export function differences(
  old: readonly Field[],
  next: readonly Field[],
  path: readonly string[] = [],
): SchemaChange[] {
  const noun = path.length === 0 ? "column" : "field";
  const kept = new Map(next.map((field) => [field.name, field]));
  const known = new Set(old.map((field) => field.name));
  const changed = old.flatMap((field) => {
    const place = [...path, field.name];
    const now = kept.get(field.name);
    if (now !== undefined) return fieldDifferences(field, now, place);
    const type = memberText(field);
    return schemaChange("dropped", place, `dropped ${noun} ${quotedPath(place)} ${type}`, type);
  });
  const added = next
    .filter((field) => !known.has(field.name))
    .map((field) => {
      const place = [...path, field.name];
      const type = memberText(field);
      return schemaChange("added", place, `added ${noun} ${quotedPath(place)} ${type}`, undefined, type);
    });
  return [...changed, ...added, ...moves(old, next, path)];
}

function fieldDifferences(old: Field, next: Field, path: readonly string[]): SchemaChange[] {
  const changes = memberDifferences(old, next, path);
  if (old.comment === next.comment) return changes;
  const text = `${changeWord(old.comment, next.comment)} the comment of ${quotedPath(path)}`;
  return [...changes, schemaChange("comment-changed", path, text, old.comment, next.comment)];
}

function memberDifferences(old: Member, next: Member, path: readonly string[]): SchemaChange[] {
  const changes = typeDifferences(old.type, next.type, path);
  const name = quotedPath(path);
  if (next.nullable && !old.nullable)
    changes.push(schemaChange("made-nullable", path, `made ${name} nullable`));
  if (old.nullable && !next.nullable)
    changes.push(schemaChange("made-required", path, `made ${name} required`));
  if (old.as !== next.as) {
    const text =
      next.as === undefined ? `${name} no longer loads as ${old.as}` : `${name} loads as ${next.as}`;
    changes.push(schemaChange("as-changed", path, text, old.as, next.as));
  }
  return changes;
}

function typeDifferences(old: LogicalType, next: LogicalType, path: readonly string[]): SchemaChange[] {
  if (old.id === "list" && next.id === "list") {
    return memberDifferences(old.element, next.element, [...path, "element"]);
  }
  if (old.id === "map" && next.id === "map") {
    return [
      ...memberDifferences(old.key, next.key, [...path, "key"]),
      ...memberDifferences(old.value, next.value, [...path, "value"]),
    ];
  }
  if (old.id === "struct" && next.id === "struct") return differences(old.fields, next.fields, path);
  return typesEqual(old, next) ? [] : [typeChange(old, next, path)];
}

/** Another type in the same place. */
export function typeChange(old: LogicalType, next: LogicalType, path: readonly string[]): SchemaChange {
  const [from, to] = [typeText(old), typeText(next)];
  return isWidening(old, next)
    ? schemaChange("widened", path, `widened ${quotedPath(path)} ${from} to ${to}`, from, to)
    : schemaChange("retyped", path, `changed ${quotedPath(path)} from ${from} to ${to}`, from, to);
}

function moves(old: readonly Field[], next: readonly Field[], path: readonly string[]): SchemaChange[] {
  const was = old.map((field) => field.name);
  const is = next.map((field) => field.name);
  return movedNames(was, is).map((name) => {
    const place = [...path, name];
    const [from, to] = [was.indexOf(name) + 1, is.indexOf(name) + 1];
    const text = `moved ${quotedPath(place)} from place ${from} to ${to}`;
    return schemaChange("moved", place, text, String(from), String(to));
  });
}

function changeWord(old: unknown, next: unknown): string {
  if (old === undefined) return "added";
  return next === undefined ? "removed" : "changed";
}
