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
  const reads = types.map(readerOf);
  const readRow = generated(reads, made) ?? interpreted(reads, made);
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

type Maker = (reads: readonly ReadValue[], expect: typeof expectByte) => ReadRow<unknown>;

// Kept, so that the second result of a kind starts with warm code.
const makers = new Map<string, Maker>();

/**
 * A function made for one kind of result: in a loop shared by all results each step has seen every kind of value and is
 * slower. `undefined` without code generation (`--disallow-code-generation-from-strings`).
 */
function generated<Row>(reads: readonly ReadValue[], made: MakeRow<Row>): ReadRow<Row> | undefined {
  const columns = [...reads.keys()];
  // Functions of other results must not share this code, so which functions it calls is part of it.
  const source = `
    ${columns.map((index) => `const read${index} = reads[${index}]; // ${reads[index]?.name}`).join("\n")}
    return function readRow(cursor) {
      expect(cursor, ${openArray});
      ${columns.map((index) => `${index === 0 ? "" : `expect(cursor, ${comma});`} const v${index} = read${index}(cursor);`).join("\n")}
      expect(cursor, ${closeArray});
      return ${made.code(columns.map((index) => `v${index}`))};
    };`;
  try {
    let maker = makers.get(source);
    if (maker === undefined) {
      maker = new Function("reads", "expect", source) as Maker;
      if (makers.size >= 256) makers.clear();
      makers.set(source, maker);
    }
    return maker(reads, expectByte) as ReadRow<Row>;
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
