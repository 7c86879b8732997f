import { foldedName } from "./folded-name.js";
import type { Field, LogicalType } from "./logical-type.js";

/** Why there is no such type, or nothing: a parameter is out of range, or what is inside does not fit there. */
export function typeFault(type: LogicalType): string | undefined {
  switch (type.id) {
    case "decimal": {
      const { precision, scale } = type;
      const whole = Number.isInteger(precision) && Number.isInteger(scale);
      const fits = whole && precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision;
      return fits ? undefined : "precision is 1 to 38 and scale 0 to precision";
    }
    case "timestamp":
    case "zonedTimestamp":
      return [3, 6, 9].includes(type.precision) ? undefined : "precision is 3, 6 or 9";
    case "list":
      return typeFault(type.element.type);
    case "map":
      return keyFault(type.key) ?? typeFault(type.value.type);
    case "struct":
      return structFault(type.fields);
    default:
      return undefined;
  }
}

/**
 * Why no column or field can have the name, or nothing. Names have 1 to 255 characters, none of them a control
 * character, and no space at either end.
 */
export function nameFault(name: string): string | undefined {
  if (name === "" || name.length > 255) return "names have 1 to 255 characters";
  if (name !== name.trim()) return "names have no space at either end";
  if (name === "__proto__") return "objects cannot have a property of that name";
  if (!name.isWellFormed()) return "the name has half a character (a lone surrogate)";
  return /\p{Cc}/u.test(name) ? "the name has a control character" : undefined;
}

// Engines keep no NaN, −0 or document apart as a key, and Hive's keys are scalars.
const noKeys = new Set(["float32", "float64", "json", "list", "map", "struct"]);

function keyFault({ type, nullable }: { readonly type: LogicalType; readonly nullable: boolean }) {
  if (nullable) return "keys of a map cannot be null";
  return noKeys.has(type.id) ? `keys of a map cannot be ${type.id}` : typeFault(type);
}

function structFault(fields: readonly Field[]): string | undefined {
  if (fields.length === 0) return "a struct needs at least one field";
  const seen = new Map<string, string>();
  for (const { name, type } of fields) {
    const fault = nameFault(name);
    if (fault !== undefined) return `field ${JSON.stringify(name)}: ${fault}`;
    const folded = foldedName(name);
    const other = seen.get(folded);
    if (other !== undefined)
      return `fields "${other}" and "${name}" are named alike; engines do not tell case apart`;
    seen.set(folded, name);
    const inner = typeFault(type);
    if (inner !== undefined) return `field ${JSON.stringify(name)}: ${inner}`;
  }
  return undefined;
}
