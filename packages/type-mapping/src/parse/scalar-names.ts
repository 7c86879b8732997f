import type { LogicalType, TimestampPrecision } from "../logical-type.js";
import type { TypeScanner } from "./type-scanner.js";

/**
 * What a name stands for: a type, a type made of the parameters behind the name (`undefined` if they do not suit it),
 * or, as text, what to use instead.
 */
export type ScalarName =
  | LogicalType
  | string
  | ((...parameters: readonly number[]) => LogicalType | string | undefined);

/** The scalar types of a dialect by their names in lower case. */
export type ScalarNames = Readonly<Record<string, ScalarName>>;

export interface ScalarDialect {
  readonly scalars: ScalarNames;
  /** What may follow the first word of a name and its parameters. */
  readonly phrases?: readonly string[];
  /** Parameters may stand in brackets too: `fixed[16]`. */
  readonly brackets?: boolean;
}

/**
 * The scalar type named `word`, which was taken at `from`. Names of several words have their parameters after the
 * first: `timestamp(6) with time zone`.
 */
export function scalarType(
  scanner: TypeScanner,
  from: number,
  word: string,
  { scalars: names, phrases = [], brackets = false }: ScalarDialect,
): LogicalType {
  const parameters = scanner.parameters(brackets && scanner.sees("[") ? "[]" : "()");
  const phrase = scanner.phrase(phrases);
  const name = (phrase === undefined ? word : `${word} ${phrase}`).toLowerCase();
  if (!Object.hasOwn(names, name)) {
    throw scanner.refused(from, `there is no type of that name; there are ${known(names)}`);
  }
  const meaning = names[name] as ScalarName;
  const type = typeof meaning === "function" ? meaning(...parameters) : meaning;
  if (typeof type === "string") throw scanner.refused(from, type);
  if (type === undefined || (typeof meaning !== "function" && parameters.length > 0)) {
    throw scanner.refused(from, `${name} does not take these parameters`);
  }
  return type;
}

function known(names: ScalarNames): string {
  const readable = Object.entries(names).filter(([, meaning]) => typeof meaning !== "string");
  return readable.map(([name]) => name).join(", ");
}

/** `decimal(p, s)`, where scale 0 need not be said, and without parameters the default, if there is one. */
export function decimalName(...whenBare: [] | [precision: number, scale: number]): ScalarName {
  return (...parameters) => {
    const [precision, scale = 0] = parameters.length === 0 ? whenBare : parameters;
    if (precision === undefined || parameters.length > 2) return undefined;
    if (precision > 38) return "decimals have at most 38 digits here; cast it to text";
    return { id: "decimal", precision, scale };
  };
}

/** Text with whatever length it is limited to. */
export const textName: ScalarName = (...parameters) =>
  parameters.length <= 1 ? { id: "string" } : undefined;

/** Fraction digits that were given, or by default: kept in the next precision there is. */
export function instantName(id: "timestamp" | "zonedTimestamp", whenBare: number): ScalarName {
  return (...parameters) => {
    const [digits = whenBare] = parameters;
    if (parameters.length > 1) return undefined;
    const precision = precisionFor(digits);
    return precision === undefined ? "timestamps have at most 9 digits here; cast it" : { id, precision };
  };
}

function precisionFor(digits: number): TimestampPrecision | undefined {
  return ([3, 6, 9] as const).find((precision) => digits <= precision);
}
