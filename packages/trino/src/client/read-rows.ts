import {
  acceptByte,
  closeArray,
  comma,
  expectByte,
  type JsonCursor,
  openArray,
  outOfStep,
} from "./json-cursor.js";
import { type ReadValue, readerOf } from "./read-value.js";
import type { TrinoType } from "./trino-type.js";
import { printTypeText } from "./type-text.js";

/** How a row is made of its values: as code, and where code cannot be made, by a function. */
export interface MakeRow<Row> {
  /** An expression, given those of the values. */
  code(values: readonly string[]): string;
  make(values: unknown[]): Row;
}

/**
 * Reads an array of rows that have these columns, `chunkRows` at a time. Throws `outOfStep` where the text is not as
 * Trino writes it; what was yielded before is right.
 */
export function rowsReader<Row>(
  types: readonly TrinoType[],
  made: MakeRow<Row>,
  chunkRows: number,
): (cursor: JsonCursor) => Generator<Row[]> {
  const readRow = keptReader(types, made);
  return function* read(cursor) {
    expectByte(cursor, openArray);
    for (let more = !acceptByte(cursor, closeArray); more; ) {
      const rows: Row[] = [];
      more = fill(rows, cursor, readRow, chunkRows);
      yield rows;
    }
    if (cursor.at !== cursor.end) throw outOfStep;
  };
}

type ReadRow<Row> = (cursor: JsonCursor) => Row;

/** Whether rows are left. */
function fill<Row>(rows: Row[], cursor: JsonCursor, readRow: ReadRow<Row>, chunkRows: number): boolean {
  while (rows.length < chunkRows) {
    rows.push(readRow(cursor));
    if (!acceptByte(cursor, comma)) {
      expectByte(cursor, closeArray);
      return false;
    }
  }
  return true;
}

// Kept, so that the second result of a kind starts with compiled code, which is thrown away with the functions in it.
const kept = new Map<string, ReadRow<unknown>>();
const mostKept = 256;

function keptReader<Row>(types: readonly TrinoType[], made: MakeRow<Row>): ReadRow<Row> {
  const values = types.map((_, index) => `v${index}`);
  const key = JSON.stringify([made.code(values), ...types.map(printTypeText)]);
  let reader = kept.get(key) as ReadRow<Row> | undefined;
  if (reader === undefined) {
    const reads = types.map(readerOf);
    reader = generated(reads, made.code(values)) ?? interpreted(reads, made);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, reader);
  }
  return reader;
}

type MakeReader = (reads: readonly ReadValue[], expect: typeof expectByte) => ReadRow<never>;

/**
 * A function made for one kind of result: in a loop shared by all results each step has seen every kind of value and is
 * slower. `undefined` without code generation (`--disallow-code-generation-from-strings`).
 */
function generated<Row>(reads: readonly ReadValue[], row: string): ReadRow<Row> | undefined {
  const columns = [...reads.keys()];
  const source = `
    ${columns.map((index) => `const read${index} = reads[${index}];`).join("\n")}
    return function readRow(cursor) {
      expect(cursor, ${openArray});
      ${columns.map((index) => `${index === 0 ? "" : `expect(cursor, ${comma});`} const v${index} = read${index}(cursor);`).join("\n")}
      expect(cursor, ${closeArray});
      return ${row};
    };`;
  try {
    return (new Function("reads", "expect", source) as MakeReader)(reads, expectByte);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return undefined;
  }
}

function interpreted<Row>(reads: readonly ReadValue[], { make }: MakeRow<Row>): ReadRow<Row> {
  return (cursor) => {
    expectByte(cursor, openArray);
    const values = reads.map((read, index) => {
      if (index > 0) expectByte(cursor, comma);
      return read(cursor);
    });
    expectByte(cursor, closeArray);
    return make(values);
  };
}
