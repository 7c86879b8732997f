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

/** The rows of one part of a result, some thousands at a time: what a reader drops early costs the collector least. */
export type DecodeRows<Row> = (raw: RawRows) => Iterable<readonly Row[]>;

type Decoders = readonly (Decode | undefined)[];
type FillRows<Row> = (
  rows: readonly unknown[][],
  start: number,
  end: number,
  rounded: RoundedIntegers,
) => Row[];

/** A decoder of rows into arrays, in the order of the columns. */
export function arraysDecoder(types: readonly TrinoType[]): DecodeRows<readonly unknown[]> {
  return rowsDecoder(
    types,
    // In place: on a page of many rows, new arrays for all of them cost more than all the decoding.
    (decoded) => {
      const lines = [...decoded].map(
        ([index, text]) => `if (row[${index}] !== null) row[${index}] = ${text};`,
      );
      return `${lines.join("\n")} made[i - start] = row;`;
    },
    (values) => values,
  );
}

/** A decoder of rows into objects with these properties; the names differ from each other. */
export function objectsDecoder(types: readonly TrinoType[], names: readonly string[]): DecodeRows<object> {
  return rowsDecoder(
    types,
    (decoded) => {
      const members = names.map((name, index) => {
        const text = decoded.get(index);
        const cell = `row[${index}]`;
        // In brackets a property called __proto__ is one like any other.
        return `[${JSON.stringify(name)}]: ${text === undefined ? cell : `${cell} === null ? null : ${text}`}`;
      });
      return `made[i - start] = { ${members.join(", ")} };`;
    },
    (values) => Object.fromEntries(values.map((value, index) => [names[index], value])),
  );
}

/** Code that puts `row` into `made`, given the code that decodes what is in it, by the number of its column. */
type WriteRow = (decoded: ReadonlyMap<number, string>) => string;

const chunkRows = 2_048;

/** Long integers are looked up in the text, or where that cannot be, read in the slow way. */
function rowsDecoder<Row>(
  types: readonly TrinoType[],
  write: WriteRow,
  make: (values: unknown[]) => Row,
): DecodeRows<Row> {
  const decoders = types.map(decoderOf);
  const fill: FillRows<Row> = generated<Row>(decoders, write) ?? interpreted(decoders, make);
  const inOrder = !types.some(mayReorder);
  return function* decode(raw) {
    let { rows } = raw;
    let rounded = inOrder ? roundedIntegers(raw) : unordered;
    for (let start = 0; start < rows.length; start += chunkRows) {
      const end = Math.min(start + chunkRows, rows.length);
      let made: Row[];
      try {
        made = fill(rows, start, end, rounded);
      } catch (error) {
        if (error !== outOfStep) throw isSluiceError(error) ? error : unreadable(error);
        rows = raw.rowsIn(parseExactJson(raw.text));
        rounded = unordered;
        made = fill(rows, start, end, rounded);
      }
      yield made;
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

type Maker = (decoders: Decoders) => FillRows<unknown>;

// Kept, so that the second result of a kind starts with warm code.
const makers = new Map<string, Maker>();

/**
 * A function made for one kind of result: in a loop shared by all results each step has seen every kind of row and is several
 * times slower. `undefined` without code generation (`--disallow-code-generation-from-strings`).
 */
function generated<Row>(decoders: Decoders, write: WriteRow): FillRows<Row> | undefined {
  const present = [...decoders.keys()].filter((index) => decoders[index] !== undefined);
  const source = `
    ${present.map((index) => `const d${index} = decoders[${index}];`).join("\n")}
    return function fill(rows, start, end, rounded) {
      const made = new Array(end - start);
      for (let i = start; i < end; i++) {
        const row = rows[i];
        ${write(new Map(present.map((index) => [index, `d${index}(row[${index}], rounded)`])))}
      }
      return made;
    };`;
  try {
    let maker = makers.get(source);
    if (maker === undefined) {
      maker = new Function("decoders", source) as Maker;
      if (makers.size >= 256) makers.clear();
      makers.set(source, maker);
    }
    return maker(decoders) as FillRows<Row>;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return undefined;
  }
}

function interpreted<Row>(decoders: Decoders, make: (values: unknown[]) => Row): FillRows<Row> {
  return (rows, start, end, rounded) =>
    rows.slice(start, end).map((row) =>
      make(
        decoders.map((decode, index) => {
          const value = row[index];
          return value === null || decode === undefined ? value : decode(value as never, rounded);
        }),
      ),
    );
}

function unreadable(cause: unknown): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: "The server sent rows that are not of the types it names.",
    details: { engine: "trino", code: "PROTOCOL_ERROR" },
    cause,
  });
}
