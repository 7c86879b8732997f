import { isSluiceError, SluiceError } from "@sluice/sdk";
import { roundedInteger, valuesDecoder } from "./decode.js";
import { parseExactJson } from "./exact-json.js";
import { jsonCursor, outOfStep } from "./json-cursor.js";
import { type MakeRow, rowsReader } from "./read-rows.js";
import type { TrinoType } from "./trino-type.js";

/** Rows of one part of a result: the text they came as, or what JSON.parse made of it. */
export type RawRows = RowsText | RowsParsed;

/** The JSON text of an array of rows. Whoever decodes it may change it. */
export interface RowsText {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** How many rows there must be, where that is known. */
  readonly count?: number;
  /** The error for a text that is no array of rows. */
  damaged(problem: string): SluiceError;
}

/** Rows by whose parsing integers may have been rounded. */
export interface RowsParsed {
  readonly parsed: readonly unknown[][];
  /** The error for a row with such an integer. */
  rounded(): SluiceError;
}

/** The rows of one part of a result, some hundreds at a time: what a reader drops early costs the collector least. */
export type DecodeRows<Row> = (raw: RawRows) => Iterable<readonly Row[]>;

/** A decoder of rows into arrays, in the order of the columns. */
export function arraysDecoder(types: readonly TrinoType[]): DecodeRows<readonly unknown[]> {
  return rowsDecoder(types, {
    code: (values) => `[${values.join(", ")}]`,
    make: (values) => values,
  });
}

/** A decoder of rows into objects with these properties; the names differ from each other. */
export function objectsDecoder(types: readonly TrinoType[], names: readonly string[]): DecodeRows<object> {
  return rowsDecoder(types, {
    // In brackets a property called __proto__ is one like any other.
    code: (values) => `{ ${names.map((name, index) => `[${JSON.stringify(name)}]: ${values[index]}`)} }`,
    make: (values) => Object.fromEntries(values.map((value, index) => [names[index], value])),
  });
}

/** With more, the young generation grows on and on: what is alive in it whenever it is looked through adds up. */
const chunkRows = 512;

/** Rows are read from their text as it is; one that is not quite as Trino writes it is parsed as any JSON. */
function rowsDecoder<Row>(types: readonly TrinoType[], made: MakeRow<Row>): DecodeRows<Row> {
  const read = rowsReader(types, made, chunkRows);
  const decodeRow = valuesDecoder(types);

  function* parsedRows(rows: readonly unknown[][], from: number): Generator<Row[]> {
    for (let start = from; start < rows.length; start += chunkRows) {
      yield rows.slice(start, start + chunkRows).map((row) => made.make(decodeRow(row)));
    }
  }

  function* textRows(text: RowsText): Generator<Row[]> {
    let count = 0;
    try {
      for (const rows of read(jsonCursor(text.bytes, text.start, text.end))) {
        count += rows.length;
        yield rows;
      }
    } catch (error) {
      if (error !== outOfStep) throw error;
      const rows = parsedText(text);
      yield* parsedRows(rows, count);
      count = rows.length;
    }
    if ((text.count ?? count) !== count) throw text.damaged(`has ${count} rows instead of ${text.count}`);
  }

  return function* decode(raw) {
    try {
      yield* "parsed" in raw ? parsedRows(raw.parsed, 0) : textRows(raw);
    } catch (error) {
      if (error === roundedInteger && "parsed" in raw) throw raw.rounded();
      throw isSluiceError(error) ? error : unreadable(error);
    }
  };
}

function parsedText({ bytes, start, end, damaged }: RowsText): unknown[][] {
  let rows: unknown;
  try {
    rows = parseExactJson(bytes.toString("utf8", start, end));
  } catch {
    throw damaged("is no JSON");
  }
  if (!Array.isArray(rows)) throw damaged("holds no rows");
  return rows;
}

function unreadable(cause: unknown): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: "The server sent rows that are not of the types it names.",
    details: { engine: "trino", code: "PROTOCOL_ERROR" },
    cause: cause === roundedInteger ? undefined : cause,
  });
}
