import {
  type Field,
  isWidening,
  type LogicalType,
  type Member,
  type Schema,
  typesEqual,
  typeText,
} from "@sluice/type-mapping";

/**
 * Why files with the columns `file` cannot be read with those of `now`, a sentence each. `before` is what they were read
 * with until now: a column that is not in there was dropped, and its old values must not come back.
 */
export function readFaults(file: Schema, now: Schema, before: Schema): string[] {
  return fieldFaults(file.fields, now.fields, before.fields, []);
}

function fieldFaults(
  file: readonly Field[],
  now: readonly Field[],
  before: readonly Field[],
  path: readonly string[],
): string[] {
  return now.flatMap((field) => {
    const place = [...path, field.name];
    const written = file.find(({ name }) => name === field.name);
    const known = before.find(({ name }) => name === field.name);
    if (written === undefined) {
      return field.nullable ? [] : [`${nameOf(place)} is required, and older files do not have it`];
    }
    if (known === undefined)
      return [`${nameOf(place)} was dropped, and older files still have values for it`];
    return memberFaults(written, field, known, place);
  });
}

function memberFaults(file: Member, now: Member, before: Member, path: readonly string[]): string[] {
  const nulls =
    file.nullable && !now.nullable ? [`${nameOf(path)} is required, and may be null in older files`] : [];
  return [...nulls, ...typeFaults(file.type, now.type, before.type, path)];
}

function typeFaults(
  file: LogicalType,
  now: LogicalType,
  before: LogicalType,
  path: readonly string[],
): string[] {
  if (file.id === "list" && now.id === "list" && before.id === "list") {
    return memberFaults(file.element, now.element, before.element, [...path, "element"]);
  }
  if (
    file.id === "map" &&
    now.id === "map" &&
    before.id === "map" &&
    typesEqual(file.key.type, now.key.type)
  ) {
    return memberFaults(file.value, now.value, before.value, [...path, "value"]);
  }
  if (file.id === "struct" && now.id === "struct" && before.id === "struct") {
    return fieldFaults(file.fields, now.fields, before.fields, path);
  }
  if (typesEqual(file, now) || isWidening(file, now)) return [];
  return [`${nameOf(path)} is ${typeText(file)} in older files, which cannot be read as ${typeText(now)}`];
}

function nameOf(path: readonly string[]): string {
  return JSON.stringify(path.join("."));
}
