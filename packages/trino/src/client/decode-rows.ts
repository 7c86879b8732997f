import { type Decode, decoderOf } from "./decode.js";
import { parseExactJson } from "./exact-json.js";
import { outOfStep, type RoundedIntegers, roundedIntegers } from "./rounded-integers.js";
import type { TrinoType } from "./trino-type.js";

/** Rows as JSON.parse gives them, and the text they came from. Whoever decodes them may change them. */
export interface RawRows {
  readonly rows: unknown[][];
  readonly text: string;
  /** Where in the text the rows begin. */
  readonly start: number;
  /** The rows in a text that was parsed anew. */
  rowsIn(parsed: unknown): unknown[][];
}

export type DecodeRows<Row> = (raw: RawRows) => Row[];

type MakeRows<Row> = (decoders: readonly (Decode | undefined)[]) => FillRows<Row>;
type FillRows<Row> = (rows: readonly unknown[][], rounded: RoundedIntegers) => Row[];

/** A decoder of rows into arrays, in the order of the columns. */
export function arraysDecoder(types: readonly TrinoType[]): DecodeRows<readonly unknown[]> {
  return rowsDecoder(
    types,
    (values) => `[${values.join(", ")}]`,
    (values) => [...values],
  );
}

/** A decoder of rows into objects with these properties; the names differ from each other. */
export function objectsDecoder(types: readonly TrinoType[], names: readonly string[]): DecodeRows<object> {
  return rowsDecoder(
    types,
    // In brackets a property called __proto__ is one like any other.
    (values) =>
      `{ ${values.map((value, index) => `[${JSON.stringify(names[index])}]: ${value}`).join(", ")} }`,
    (values) => Object.fromEntries(values.map((value, index) => [names[index], value])),
  );
}

function rowsDecoder<Row>(
  types: readonly TrinoType[],
  write: (values: readonly string[]) => string,
  make: (values: readonly unknown[]) => Row,
): DecodeRows<Row> {
  const decoders = types.map(decoderOf);
  const fill = filler(decoders, write, make);
  const inOrder = !types.some((type) => mayReorder(type));
  return (raw) => {
    try {
      return fill(raw.rows, inOrder ? roundedIntegers(raw) : unordered);
    } catch (error) {
      if (error !== outOfStep) throw error;
      return fill(raw.rowsIn(parseExactJson(raw.text)), unordered);
    }
  };
}

const unordered: RoundedIntegers = {
  next() {
    throw outOfStep;
  },
};

/** JSON.parse moves keys that are numbers to the front, so values of a map may come in another order than their text. */
function mayReorder(type: TrinoType): boolean {
  switch (type.kind) {
    case "array":
      return mayReorder(type.element);
    case "row":
      return type.fields.some((field) => mayReorder(field.type));
    case "map":
      return true;
    case "scalar":
      return false;
  }
}

/**
 * One function is generated for each result: it makes each row in one piece, where a shared loop would change rows
 * value by value. Without code generation (`--disallow-code-generation-from-strings`) the shared loop is used.
 */
function filler<Row>(
  decoders: readonly (Decode | undefined)[],
  write: (values: readonly string[]) => string,
  make: (values: readonly unknown[]) => Row,
): FillRows<Row> {
  const values = decoders.map((decode, index) =>
    decode === undefined
      ? `row[${index}]`
      : `(row[${index}] === null ? null : d${index}(row[${index}], rounded))`,
  );
  const source = `
    ${decoders.map((decode, index) => (decode === undefined ? "" : `const d${index} = decoders[${index}];`)).join("\n")}
    return function fill(rows, rounded) {
      const made = new Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        made[i] = ${write(values)};
      }
      return made;
    };`;
  try {
    return (new Function("decoders", source) as MakeRows<Row>)(decoders);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return (rows, rounded) =>
      rows.map((row) =>
        make(
          decoders.map((decode, index) => {
            const value = row[index];
            return value === null || decode === undefined ? value : decode(value as never, rounded);
          }),
        ),
      );
  }
}
