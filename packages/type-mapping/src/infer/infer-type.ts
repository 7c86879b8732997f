import type { Field, Member } from "../logical-type.js";
import { quotedPath } from "../quoted-path.js";
import { isNumberKind, numberType } from "./number-kinds.js";
import { type Seen, seenInside } from "./seen.js";
import { isUnknownKind, type ValueKind } from "./value-kind.js";

/** A type and the JavaScript value wanted of it. */
export type Inferred = Omit<Member, "nullable">;

/**
 * What holds the values seen at a place, nullable where there were more chances for one. Nothing where no type does, and
 * the reasons are added to `faults`.
 */
export function inferMember(
  seen: Seen,
  chances: number,
  path: readonly string[],
  faults: string[],
): Member | undefined {
  const inferred = inferType(seen, path, faults);
  if (typeof inferred !== "string") return inferred && { ...inferred, nullable: seen.values < chances };
  faults.push(`column ${quotedPath(path)} ${inferred}`);
  return undefined;
}

/** Text is why there is no type; nothing, that there is a fault further inside. */
function inferType(seen: Seen, path: readonly string[], faults: string[]): Inferred | string | undefined {
  const entry = (name: string): Member | undefined =>
    inferMember(seenInside(seen, name), seen.entries, [...path, name], faults);
  const fault = kindFault(seen.kinds);
  if (fault !== undefined) return fault;
  const [kind] = seen.kinds.keys();
  switch (kind) {
    case "a boolean":
      return { type: { id: "boolean" } };
    case "a string":
      return { type: { id: "string" } };
    case "a Date":
      return { type: { id: "timestamp", precision: 3 } };
    case "a Uint8Array":
      return { type: { id: "binary" } };
    case "an array": {
      const element = entry("element");
      return element && { type: { id: "list", element } };
    }
    case "a Map": {
      const [key, value] = [entry("key"), entry("value")];
      return key && value && { type: { id: "map", key, value } };
    }
    case "an object": {
      if (seen.inside.size === 0) return "has objects without fields only";
      const fields = [...seen.inside].flatMap(([name, inside]): Field[] => {
        const member = inferMember(inside, seen.values, [...path, name], faults);
        return member === undefined ? [] : [{ name, ...member }];
      });
      return fields.length < seen.inside.size ? undefined : { type: { id: "struct", fields } };
    }
    default:
      return numberType(seen.kinds);
  }
}

/** Why values of those kinds have no type in common, unless they have one or are all numbers. */
function kindFault(kinds: ReadonlyMap<ValueKind, number>): string | undefined {
  if (kinds.size === 0) return "has no value in any row";
  const unknown = [...kinds].find(([kind]) => isUnknownKind(kind));
  if (unknown !== undefined) return `is ${unknown[0]} in row ${unknown[1]}, which no type holds`;
  const numbers = [...kinds.keys()].filter(isNumberKind);
  if (kinds.size === 1 || numbers.length === kinds.size) return undefined;
  const apart = [...kinds].filter(([kind]) => !numbers.slice(1).includes(kind));
  return `is ${apart.map(([kind, row]) => `${kind} in row ${row}`).join(" and ")}`;
}
