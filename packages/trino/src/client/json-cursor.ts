/** A place in JSON text, from which values are read one after another. */
export interface JsonCursor {
  readonly bytes: Buffer;
  /** The same bytes as characters, one each; `charactersOf` makes it. */
  text: string | undefined;
  /** The next byte to read. */
  at: number;
  /** Where reading ends. */
  readonly end: number;
}

export function jsonCursor(bytes: Buffer, start: number, end: number): JsonCursor {
  return { bytes, text: undefined, at: start, end };
}

/** The bytes as characters, one each: what is ASCII can be taken from here. */
export function charactersOf(cursor: JsonCursor): string {
  cursor.text ??= cursor.bytes.toString("latin1", 0, cursor.end);
  return cursor.text;
}

/** Thrown where the text is not as Trino writes it, with blanks between values say: then it is read in the slow way. */
export const outOfStep: unique symbol = Symbol("out of step");

/** Steps over one byte. */
export function expectByte(cursor: JsonCursor, byte: number): void {
  if (cursor.bytes[cursor.at] !== byte) throw outOfStep;
  cursor.at++;
}

/** Whether that byte comes next; if so, steps over it. */
export function acceptByte(cursor: JsonCursor, byte: number): boolean {
  if (cursor.bytes[cursor.at] !== byte) return false;
  cursor.at++;
  return true;
}

export const comma = 44;
export const colon = 58;
export const openArray = 91;
export const closeArray = 93;
export const openObject = 123;
export const closeObject = 125;
