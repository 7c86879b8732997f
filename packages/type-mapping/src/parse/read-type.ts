import type { Field, LogicalType } from "../logical-type.js";
import { typeFault } from "../type-fault.js";
import { TypeScanner } from "./type-scanner.js";

/** Reads the whole text as one thing of a dialect. */
export function readAll<Read>(text: string, dialect: string, read: (scanner: TypeScanner) => Read): Read {
  const scanner = new TypeScanner(text, dialect);
  if (levelsOf(text) > mostLevels)
    throw new RangeError(`A ${dialect} type has more than ${mostLevels} levels of nesting.`);
  const found = read(scanner);
  scanner.end();
  return found;
}

/** More than any engine takes, and few enough to be read one inside the other. */
const mostLevels = 500;

/** How deep brackets are nested outside of quotes. */
function levelsOf(text: string): number {
  let [level, most] = [0, 0];
  for (const [mark] of text.matchAll(/"[^"]*"|'[^']*'|`[^`]*`|[(<[\])>]/g)) {
    if ("(<[".includes(mark)) most = Math.max(most, ++level);
    else if (")>]".includes(mark)) level--;
  }
  return most;
}

/** Reads the whole text as one type. A type that cannot be, a map by floats say, is a `RangeError`. */
export function readType(
  text: string,
  dialect: string,
  read: (scanner: TypeScanner) => LogicalType,
): LogicalType {
  return checked(readAll(text, dialect, read), `the ${dialect} type ${text}`);
}

/** The type, if there can be such a one. `what` is named otherwise. */
export function checked(type: LogicalType, what: string): LogicalType {
  const fault = typeFault(type);
  if (fault !== undefined) throw new RangeError(`There is no column of ${what}: ${fault}.`);
  return type;
}

// Texts of engines do not say what can be null, so everything inside can; a key never is.

export function listOf(element: LogicalType): LogicalType {
  return { id: "list", element: { type: element, nullable: true } };
}

export function mapOf(key: LogicalType, value: LogicalType): LogicalType {
  return { id: "map", key: { type: key, nullable: false }, value: { type: value, nullable: true } };
}

export function fieldOf(name: string, type: LogicalType): Field {
  return { name, type, nullable: true };
}
