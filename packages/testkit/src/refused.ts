import {
  binary,
  boolean,
  type Column,
  date,
  decimal,
  type ErrorCode,
  float32,
  float64,
  int8,
  int32,
  int64,
  json,
  list,
  map,
  string,
  struct,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";

/** A value that its column cannot keep exactly. */
export interface Refused {
  readonly name: string;
  readonly column: Column;
  readonly value: unknown;
  /** The code of the error that storing it is. */
  readonly code: ErrorCode;
}

function refuse(
  name: string,
  column: Column,
  value: unknown,
  code: ErrorCode = "VALUE_UNSUPPORTED",
): Refused {
  return { name, column, value, code };
}

const lone = "half \ud83d of a character";
const pair = struct({ a: int32(), b: string({ nullable: true }) });
const day = "2024-05-01";

/** Values that are refused before a byte is written, wherever they are stored. */
export const refused: readonly Refused[] = [
  refuse("null where none can be", int32(), null),
  refuse("undefined where no null can be", string(), undefined),
  refuse("a number for a boolean", boolean(), 1),
  refuse("an integer out of range", int8(), 128),
  refuse("a fraction for an integer", int32(), 1.5),
  refuse("NaN for an integer", int32(), Number.NaN),
  refuse("a number that may have been rounded", int64(), 2 ** 53),
  refuse("more than 64 bits", int64(), 2n ** 63n),
  refuse("text for a bigint", int64(), "1"),
  refuse("a double for a single", float32(), 0.1),
  refuse("a single out of range", float32(), 1e39),
  refuse("a bigint for a double", float64(), 1n),
  refuse("a number for a decimal", decimal(5, 2), 1.5),
  refuse("a digit too many after the point", decimal(5, 2), "1.005"),
  refuse("a digit too many before the point", decimal(5, 2), "1000.00"),
  refuse("39 digits", decimal(38, 0), "1".padEnd(39, "0")),
  refuse("a power of ten", decimal(38, 0), "1e3"),
  refuse("a lone surrogate", string(), lone),
  refuse("a lone surrogate at the end", string(), "\udfff"),
  refuse("a lone surrogate in a long text", string(), `${"x".repeat(2 ** 16)}\ud800`),
  refuse("a number for text", string(), 5),
  refuse("text for bytes", binary(), "ab"),
  refuse("text that is no UUID", uuid(), "123e4567e89b12d3a456426614174000"),
  refuse("text that is no JSON", json(), "{a: 1}"),
  refuse("a lone surrogate in JSON", json(), `"${lone}"`),
  refuse("half a character that JSON escapes", json(), '{"a":["\\ud800"]}'),
  refuse("a name in JSON that no engine reads", json(), JSON.stringify({ ["n".repeat(50_001)]: 1 })),
  refuse("an object for JSON", json(), {}),
  refuse("a day that is none", date(), "2023-02-29"),
  refuse("a day before the year 1", date(), "0000-12-31"),
  refuse("a day after the year 9999", date(), "10000-01-01"),
  refuse("a Date that is no day", date(), new Date(1)),
  refuse("hour 24", time(), "24:00:00"),
  refuse("nanoseconds of a time", time(), "10:00:00.0000001"),
  refuse("an invalid Date", timestamp(3), new Date(Number.NaN)),
  refuse("a Date after the year 9999", timestamp(3), new Date("+010000-01-01T00:00:00Z")),
  refuse("microseconds for milliseconds", timestamp(3), `${day}T10:00:00.1234`),
  refuse("nanoseconds for microseconds", timestamp(6), `${day}T10:00:00.1234567`),
  refuse("an offset for a wall clock", timestamp(6), `${day}T10:00:00+02:00`),
  refuse("nanoseconds beyond 64 bits", timestamp(9), "2262-04-11T23:47:16.854775808"),
  refuse("nanoseconds before 64 bits", timestamp(9), "1677-09-21T00:12:43.145224191"),
  refuse("a wall clock for an instant", zonedTimestamp(6), `${day}T10:00:00`),
  refuse("an instant before the year 1", zonedTimestamp(6), "0001-01-01T00:00:00+01:00"),
  refuse("an object for a list", list(int32()), { 0: 1, length: 1 }),
  refuse("a null element where none can be", list(int32()), [1, null]),
  refuse("a gap in a list", list(int32()), Array(1)),
  refuse("a lone surrogate in a list", list(string()), ["a", lone]),
  refuse("a digit too many in a list of lists", list(list(decimal(5, 2))), [[], ["1.005"]]),
  refuse("an object for a map", map(string(), int32()), { a: 1 }),
  refuse("a null key", map(string(), int32()), new Map([[null, 1]])),
  refuse("a null in a map where none can be", map(string(), int32()), new Map([["a", null]])),
  refuse("a lone surrogate as a key", map(string(), int32()), new Map([[lone, 1]])),
  refuse(
    "two keys that are one integer",
    map(int64(), int32()),
    new Map<unknown, number>([
      [1, 1],
      [1n, 2],
    ]),
  ),
  refuse(
    "two keys that are one decimal",
    map(decimal(5, 2), int32()),
    new Map([
      ["1.5", 1],
      ["1.50", 2],
    ]),
  ),
  refuse(
    "two keys that are one instant",
    map(timestamp(3), int32()),
    new Map<unknown, number>([
      [new Date(0), 1],
      [new Date(0), 2],
    ]),
  ),
  refuse(
    "two keys that are the same bytes",
    map(binary(), int32()),
    new Map([
      [Uint8Array.of(1), 1],
      [Uint8Array.of(1), 2],
    ]),
  ),
  refuse("an array for a struct", pair, [1, "a"]),
  refuse("a struct without a field that has to be", pair, { b: "a" }),
  refuse("a lone surrogate in a struct", pair, { a: 1, b: lone }),
  refuse("a property that is no field", pair, { a: 1, b: "b", c: 1 }, "UNKNOWN_COLUMN"),
  refuse("a lone surrogate deep inside", map(string(), list(pair)), new Map([["a", [{ a: 1, b: lone }]]])),
];
