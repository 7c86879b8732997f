import { isSluiceError, SluiceError } from "@sluice/sdk";
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

export type DecodeRows<Row> = (raw: RawRows) => readonly Row[];

type Decoders = readonly (Decode | undefined)[];
type FillRows<Row> = (rows: unknown[][], rounded: RoundedIntegers) => Row[];

/** A decoder of rows into arrays, in the order of the columns. */
export function arraysDecoder(types: readonly TrinoType[]): DecodeRows<readonly unknown[]> {
  const decoders = types.map(decoderOf);
  const lines = decoders.map((decode, index) =>
    decode === undefined
      ? ""
      : `value = row[${index}]; if (value !== null) row[${index}] = d${index}(value, rounded);`,
  );
  const source = `
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      let value;
      ${lines.join("\n")}
    }
    return rows;`;
  const fill =
    generated<readonly unknown[]>(decoders, source) ?? ((rows, rounded) => inPlace(decoders, rows, rounded));
  return exactly(types, fill);
}

/** A decoder of rows into objects with these properties; the names differ from each other. */
export function objectsDecoder(types: readonly TrinoType[], names: readonly string[]): DecodeRows<object> {
  const decoders = types.map(decoderOf);
  const members = decoders.map((decode, index) => {
    const cell = `row[${index}]`;
    const value = decode === undefined ? cell : `${cell} === null ? null : d${index}(${cell}, rounded)`;
    // In brackets a property called __proto__ is one like any other.
    return `[${JSON.stringify(names[index])}]: ${value}`;
  });
  const source = `
    const made = new Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      made[i] = { ${members.join(", ")} };
    }
    return made;`;
  const fill = generated<object>(decoders, source);
  const slowly: FillRows<object> = (rows, rounded) =>
    inPlace(decoders, rows, rounded).map((row) =>
      Object.fromEntries(names.map((name, index) => [name, row[index]])),
    );
  return exactly(types, fill ?? slowly);
}

/** Rows whose long integers are exact: looked up in the text, or where that cannot be, read in the slow way. */
function exactly<Row>(types: readonly TrinoType[], fill: FillRows<Row>): DecodeRows<Row> {
  const inOrder = !types.some(mayReorder);
  return (raw) => {
    try {
      return fill(raw.rows, inOrder ? roundedIntegers(raw) : unordered);
    } catch (error) {
      if (error === outOfStep) return fill(raw.rowsIn(parseExactJson(raw.text)), unordered);
      throw isSluiceError(error) ? error : unreadable(error);
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
 * A function made for one result: in a loop shared by all results each step has seen every kind of row and is several
 * times slower. `undefined` without code generation (`--disallow-code-generation-from-strings`).
 */
function generated<Row>(decoders: Decoders, body: string): FillRows<Row> | undefined {
  const constants = decoders.map((_, index) => `const d${index} = decoders[${index}];`).join("\n");
  const source = `${constants}\nreturn function fill(rows, rounded) { ${body} };`;
  try {
    return (new Function("decoders", source) as (decoders: Decoders) => FillRows<Row>)(decoders);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return undefined;
  }
}

function inPlace(decoders: Decoders, rows: unknown[][], rounded: RoundedIntegers): unknown[][] {
  for (const row of rows) {
    decoders.forEach((decode, index) => {
      const value = row[index];
      if (value !== null && decode !== undefined) row[index] = decode(value as never, rounded);
    });
  }
  return rows;
}

function unreadable(cause: unknown): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: "The server sent rows that are not of the types it names.",
    details: { engine: "trino", code: "PROTOCOL_ERROR" },
    cause,
  });
}
