/** A place in JSON text, from which values are read one after another. */
export interface JsonCursor {
  readonly bytes: Buffer;
  /** Some of the bytes as characters, one each, from `textFrom` on; `charactersOf` reads on in them. */
  text: string;
  textFrom: number;
  /** The next byte to read. */
  at: number;
  /** Where reading ends. */
  readonly end: number;
}

export function jsonCursor(bytes: Buffer, start: number, end: number): JsonCursor {
  return { bytes, text: "", textFrom: 0, at: start, end };
}

/** So many bytes become characters at a time: all of them at once would take the memory of the page again. */
const windowBytes = 65_536;

/** Some bytes as characters, one each: right for what is ASCII. A short piece is cut out faster than it is decoded. */
export function charactersOf(cursor: JsonCursor, from: number, to: number): string {
  if (from < cursor.textFrom || to > cursor.textFrom + cursor.text.length) {
    cursor.textFrom = from;
    cursor.text = cursor.bytes.toString(
      "latin1",
      from,
      Math.max(to, Math.min(cursor.end, from + windowBytes)),
    );
  }
  return cursor.text.substring(from - cursor.textFrom, to - cursor.textFrom);
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
