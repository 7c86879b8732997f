import * as t from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

type Parse = (text: string) => t.LogicalType;

/** Each text with the type it is read as, in our own words. */
function reads(parse: Parse, texts: Readonly<Record<string, string>>): void {
  const found = Object.keys(texts).map((text) => [text, t.typeText(parse(text))]);
  expect(Object.fromEntries(found)).toEqual(texts);
}

/** Each text with the error it ends in. */
function refuses(parse: Parse, texts: Readonly<Record<string, string>>): void {
  const found = Object.keys(texts).map((text) => [text, failure(() => parse(text))]);
  expect(Object.fromEntries(found)).toEqual(texts);
}

function failure(call: () => unknown): string {
  try {
    return `gave ${JSON.stringify(call())}`;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return `${error.name}: ${error.message}`;
  }
}

describe("our own words", () => {
  it("with quotes or without, in whatever case", () => {
    reads(t.parseType, {
      int64: "int64",
      "INT64 ": "int64",
      "decimal( 12 , 2 )": "decimal(12,2)",
      'list(struct("a" int64, b string?))': 'list(struct("a" int64, "b" string?))',
      "map(string, list(zonedTimestamp(9)?)?)": "map(string, list(zonedTimestamp(9)?)?)",
      'struct("say \\"hi\\"" json)': 'struct("say \\"hi\\"" json)',
    });
  });

  it("for members and for columns", () => {
    expect(t.parseMember("decimal(12,2)?")).toEqual({
      type: { id: "decimal", precision: 12, scale: 2 },
      nullable: true,
    });
    expect(t.parseFields('id int64, "a b" string?')).toEqual([
      { name: "id", type: { id: "int64" }, nullable: false },
      { name: "a b", type: { id: "string" }, nullable: true },
    ]);
    expect(t.parseFields("")).toEqual([]);
  });

  it("refuses what is no type, with the place", () => {
    refuses(t.parseType, {
      "": "SyntaxError: Cannot read the Sluice type : expected a type at character 0.",
      "list(int64": 'SyntaxError: Cannot read the Sluice type list(int64: expected ")" at character 10.',
      "int64 int64": "SyntaxError: Cannot read the Sluice type int64 int64: expected the end at character 6.",
      "int64?": "SyntaxError: Cannot read the Sluice type int64?: expected the end at character 5.",
      'struct("a int64)':
        'SyntaxError: Cannot read the Sluice type struct("a int64): expected a name between ", written as in JSON at character 7.',
      "list(bigint)":
        "RangeError: The Sluice type bigint, at character 5 of list(bigint), cannot be read: there is no type of that name; there are boolean, int8, int16, int32, int64, float32, float64, decimal, string, binary, date, time, timestamp, zonedtimestamp, uuid, json.",
      "timestamp(0)":
        "RangeError: The Sluice type timestamp(0) cannot be read: it says how many digits it has, timestamp(3), timestamp(6) or timestamp(9).",
      "decimal(12)":
        "RangeError: The Sluice type decimal(12) cannot be read: a decimal says its digits and those after the point, decimal(12, 2).",
      "int64(3)":
        "RangeError: The Sluice type int64(3) cannot be read: int64 does not take these parameters.",
      "decimal(39,2)":
        "RangeError: There is no column of the Sluice type decimal(39,2): precision is 1 to 38 and scale 0 to precision.",
      "map(float64, int64)":
        "RangeError: There is no column of the Sluice type map(float64, int64): keys of a map cannot be float64.",
      "map(string?, int64)":
        "RangeError: There is no column of the Sluice type map(string?, int64): keys of a map cannot be null.",
      "struct(a int64, A int64)":
        'RangeError: There is no column of the Sluice type struct(a int64, A int64): fields "a" and "A" are named alike; engines do not tell case apart.',
    });
    expect(failure(() => t.parseFields("a int64, b"))).toBe(
      "SyntaxError: Cannot read the Sluice type a int64, b: expected a type at character 10.",
    );
  });

  it("shows only the part of a long text that matters", () => {
    const text = `struct(${Array.from({ length: 100 }, (_, at) => `c${at} int64`).join(", ")}, d !)`;
    expect(failure(() => t.parseType(text))).toMatch(
      /^SyntaxError: Cannot read the Sluice type ….{80}!\): expected a type/,
    );
  });
});

describe("Trino", () => {
  it("reads every type there is an equal of", () => {
    reads(t.parseTrinoType, {
      boolean: "boolean",
      TINYINT: "int8",
      smallint: "int16",
      Integer: "int32",
      int: "int32",
      bigint: "int64",
      real: "float32",
      double: "float64",
      "double precision": "float64",
      decimal: "decimal(38,0)",
      "decimal(20)": "decimal(20,0)",
      "DEC(10, 2)": "decimal(10,2)",
      "numeric(10,2)": "decimal(10,2)",
      varchar: "string",
      "varchar(10)": "string",
      "char(3)": "string",
      varbinary: "binary",
      date: "date",
      time: "time",
      "time(0)": "time",
      "time(6)": "time",
      timestamp: "timestamp(3)",
      "timestamp(0)": "timestamp(3)",
      "timestamp(4)": "timestamp(6)",
      "timestamp(9)": "timestamp(9)",
      "timestamp without time zone": "timestamp(3)",
      "timestamp with time zone": "zonedTimestamp(3)",
      "TIMESTAMP (6)  WITH  TIME ZONE": "zonedTimestamp(6)",
      uuid: "uuid",
      json: "json",
      'row("a b" decimal(10,2), m map(varchar, array(timestamp(6))))':
        'struct("a b" decimal(10,2)?, "m" map(string, list(timestamp(6)?)?)?)',
      'row("say ""hi""" bigint, timestamp timestamp(6) with time zone)':
        'struct("say \\"hi\\"" int64?, "timestamp" zonedTimestamp(6)?)',
      "row(row row(array array(bigint)))": 'struct("row" struct("array" list(int64?)?)?)',
    });
  });

  it("refuses the others and says what to use", () => {
    refuses(t.parseTrinoType, {
      "timestamp(12)":
        "RangeError: The Trino type timestamp(12) cannot be read: timestamps have at most 9 digits here; cast it.",
      "time(9)":
        "RangeError: The Trino type time(9) cannot be read: times have 6 digits here; cast it to time(6).",
      "time(6) with time zone":
        "RangeError: The Trino type time(6) with time zone cannot be read: there is no time of day with a zone; cast it to time(6) or varchar.",
      "interval day to second":
        "RangeError: The Trino type interval day to second cannot be read: there are no intervals; cast it with to_milliseconds.",
      "array(ipaddress)":
        "RangeError: The Trino type ipaddress, at character 6 of array(ipaddress), cannot be read: there is no exact equal; cast it to varchar.",
      "row(bigint, varchar)":
        "RangeError: The Trino type bigint, at character 4 of row(bigint, varchar), cannot be read: fields of a row need a name; cast it to a row with names.",
      "row(a decimal(10,2)":
        'SyntaxError: Cannot read the Trino type row(a decimal(10,2): expected ")" at character 19.',
      'row("a bigint)':
        'SyntaxError: Cannot read the Trino type row("a bigint): expected a closing " at character 14.',
      "array(bigint) x":
        "SyntaxError: Cannot read the Trino type array(bigint) x: expected the end at character 14.",
      "decimal(a)":
        "SyntaxError: Cannot read the Trino type decimal(a): expected a whole number at character 8.",
      "decimal(10,2,3)":
        "RangeError: The Trino type decimal(10,2,3) cannot be read: decimal does not take these parameters.",
      "map(double, bigint)":
        "RangeError: There is no column of the Trino type map(double, bigint): keys of a map cannot be float64.",
    });
  });

  it("lists the types it reads when it meets another, and those alone", () => {
    const message = failure(() => t.parseTrinoType("geography"));
    const listed = /there is no type of that name; there are (.*)\.$/.exec(message)?.[1]?.split(", ") ?? [];
    expect(listed.slice(0, 2)).toEqual(["boolean", "tinyint"]);
    expect(listed.filter((name) => !failure(() => t.parseTrinoType(name)).startsWith("gave"))).toEqual([]);
  });
});

describe("Hive", () => {
  it("reads every type there is an equal of", () => {
    reads(t.parseHiveType, {
      "array<struct<a:int,b:decimal(10,2)>>": 'list(struct("a" int32?, "b" decimal(10,2)?)?)',
      "map<string,bigint>": "map(string, int64?)",
      "struct<a b:int,a.b:string,`a:b`:double>": 'struct("a b" int32?, "a.b" string?, "a:b" float64?)',
      "struct<int:string,struct:struct<date:date>>": 'struct("int" string?, "struct" struct("date" date?)?)',
      decimal: "decimal(10,0)",
      "varchar(10)": "string",
      "char(3)": "string",
      TIMESTAMP: "timestamp(3)",
      "timestamp with local time zone": "zonedTimestamp(3)",
      binary: "binary",
      float: "float32",
      "double precision": "float64",
      smallint: "int16",
    });
    expect(t.parseHiveType("timestamp", { timestampPrecision: 9 })).toEqual({
      id: "timestamp",
      precision: 9,
    });
  });

  it("refuses the others and says what to use", () => {
    refuses(t.parseHiveType, {
      "uniontype<int,string>":
        "RangeError: The Hive type uniontype, at character 0 of uniontype<int,string>, cannot be read: there are no unions; keep a struct with a nullable field for each.",
      "struct<a>": 'SyntaxError: Cannot read the Hive type struct<a>: expected ":" at character 8.',
      "array<int": 'SyntaxError: Cannot read the Hive type array<int: expected ">" at character 9.',
      void: "RangeError: The Hive type void cannot be read: it is the type of NULL alone; cast it to the type it should have.",
    });
  });
});

describe("Iceberg", () => {
  it("reads every type there is an equal of", () => {
    reads(t.parseIcebergType, {
      "struct<a: list<long>, `b c`: decimal(9, 2)>": 'struct("a" list(int64?)?, "b c" decimal(9,2)?)',
      "map<uuid, timestamptz>": "map(uuid, zonedTimestamp(6)?)",
      timestamp: "timestamp(6)",
      timestamp_ns: "timestamp(9)",
      timestamptz_ns: "zonedTimestamp(9)",
      "fixed[16]": "binary",
      "fixed(16)": "binary",
      "struct<`fixed[3]`: int>": 'struct("fixed[3]" int32?)',
      time: "time",
    });
  });

  it("refuses the others and says what to use", () => {
    refuses(t.parseIcebergType, {
      variant: "RangeError: The Iceberg type variant cannot be read: keep the document as string.",
      decimal: "RangeError: The Iceberg type decimal cannot be read: decimal does not take these parameters.",
      "array<int>":
        "RangeError: The Iceberg type array, at character 0 of array<int>, cannot be read: there is no type of that name; there are boolean, int, float, double, decimal, string, binary, date, long, time, timestamp, timestamptz, timestamp_ns, timestamptz_ns, uuid, fixed.",
    });
  });
});

describe("Delta", () => {
  it("reads the names of the log and of SQL", () => {
    reads(t.parseDeltaType, {
      byte: "int8",
      tinyint: "int8",
      short: "int16",
      integer: "int32",
      long: "int64",
      bigint: "int64",
      float: "float32",
      real: "float32",
      timestamp: "zonedTimestamp(3)",
      timestamp_ntz: "timestamp(6)",
      "array<struct<a: long, `b,c`: map<string, decimal(10,2)>>>":
        'list(struct("a" int64?, "b,c" map(string, decimal(10,2)?)?)?)',
      "array<struct<a:bigint>>": 'list(struct("a" int64?)?)',
    });
  });
});

describe("DuckDB", () => {
  it("reads every type there is an equal of", () => {
    reads(t.parseDuckdbType, {
      'STRUCT("a b" INTEGER, c DECIMAL(10,2)[])': 'struct("a b" int32?, "c" list(decimal(10,2)?)?)',
      "MAP(VARCHAR, INTEGER)": "map(string, int32?)",
      "INTEGER[]": "list(int32?)",
      "integer[3][]": "list(list(int32?)?)",
      "INTEGER ARRAY[3]": "list(int32?)",
      "INTEGER ARRAY": "list(int32?)",
      "ENUM('a', 'b ''c')": "string",
      DECIMAL: "decimal(18,3)",
      "NUMERIC(5)": "decimal(5,0)",
      TIMESTAMP: "timestamp(6)",
      DATETIME: "timestamp(6)",
      "TIMESTAMP(3)": "timestamp(3)",
      TIMESTAMP_S: "timestamp(3)",
      TIMESTAMP_NS: "timestamp(9)",
      "TIMESTAMP WITH TIME ZONE": "zonedTimestamp(6)",
      TIMESTAMPTZ: "zonedTimestamp(6)",
      UTINYINT: "int16",
      USMALLINT: "int32",
      UINTEGER: "int64",
      UBIGINT: "decimal(20,0)",
      INT8: "int64",
      FLOAT: "float32",
      "DOUBLE PRECISION": "float64",
      "VARCHAR(3)": "string",
      BLOB: "binary",
      UUID: "uuid",
      JSON: "json",
    });
  });

  it("refuses the others and says what to use", () => {
    refuses(t.parseDuckdbType, {
      HUGEINT:
        "RangeError: The DuckDB type HUGEINT cannot be read: it has up to 39 digits; cast it to DECIMAL(38,0) or VARCHAR.",
      "UNION(a INTEGER)":
        "RangeError: The DuckDB type UNION, at character 0 of UNION(a INTEGER), cannot be read: there are no unions; keep a struct with a field for each.",
      '"NULL"':
        'RangeError: The DuckDB type "NULL" cannot be read: it is the type of NULL alone; cast it to the type it should have.',
      "TIMESTAMP(12)":
        "RangeError: The DuckDB type TIMESTAMP(12) cannot be read: timestamps have at most 9 digits here; cast it.",
      TIME_NS:
        "RangeError: The DuckDB type TIME_NS cannot be read: times have 6 digits here; cast it to TIME.",
      "STRUCT(a INTERVAL)":
        "RangeError: The DuckDB type INTERVAL, at character 9 of STRUCT(a INTERVAL), cannot be read: there are no intervals; keep a number of the unit, epoch_us(x).",
      "INTEGER[":
        "SyntaxError: Cannot read the DuckDB type INTEGER[: expected a whole number at character 8.",
    });
  });
});

it("a type nested without end is refused before it is read", () => {
  const deep = (levels: number) => `${"array(".repeat(levels)}bigint${")".repeat(levels)}`;
  expect(() => t.parseTrinoType(deep(501))).toThrow("A Trino type has more than 500 levels of nesting.");
  expect(() => t.parseTrinoType(deep(100_000))).toThrow(RangeError);
  expect(t.parseTrinoType(deep(400)).id).toBe("list");
  expect(() => t.parseTrinoType(`row("${"(".repeat(600)}" bigint)`)).toThrow(
    "names have 1 to 255 characters",
  );
});
