import { columnsOf, inferSchema, schemaOf, schemaText } from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";

/** The text of the column `x` in rows with these values. */
function columnOf(...values: unknown[]): string {
  return schemaText(inferSchema(values.map((x) => ({ x }))));
}

function faultOf(...values: unknown[]): string {
  try {
    columnOf(...values);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  throw new Error("a schema was inferred");
}

describe("the type of a column", () => {
  it.each<[string, unknown[]]>([
    ["boolean", [true, false]],
    ["string", ["a", ""]],
    ["string", ["2024-05-01", "1", "12.50", "123e4567-e89b-12d3-a456-426614174000", "{}"]],
    ["timestamp(3)", [new Date(0)]],
    ["binary", [new Uint8Array(2), Buffer.from("x")]],
    ["int64", [1, 0, -5]],
    ["int64", [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
    ["int64", [2n ** 63n - 1n, -(2n ** 63n)]],
    ["int64", [1, 2n]],
    ["float64", [1, 0.5]],
    ["float64", [0.5, 1e300, 2 ** 53]],
    ["float64", [1, Number.NaN]],
    ["float64", [1, Number.POSITIVE_INFINITY]],
    ["float64", [0, -0]],
    ["list(int64)", [[1], [], [2, 3]]],
    ["list(float64?)", [[1], [undefined, 0.5]]],
    ["list(list(string?))", [[["a", null], []]]],
    ["map(string, int64?)", [new Map([["a", 1]]), new Map([["b", null]])]],
    ["map(int64, list(boolean))", [new Map([[1, [true]]])]],
    ['struct("a" int64, "b" string)', [{ a: 1, b: "x" }]],
    [
      'struct("a" int64?, "b" string?, "c" list(boolean)?)',
      [
        { a: 1, b: "x" },
        { b: null, c: [true] },
      ],
    ],
    ['struct("a" int64)', [Object.assign(Object.create(null), { a: 1 })]],
    ['list(struct("a" int64, "b" struct("c" float64)?))', [[{ a: 1 }, { a: 2, b: { c: 0.5 } }]]],
  ])("%s", (type, values) => {
    expect(columnOf(...values)).toBe(`"x" ${type}`);
    expect(columnOf(...values, null)).toBe(`"x" ${type}?`);
  });

  it("loads integers as they were given", () => {
    const [x] = inferSchema([{ x: 1 }]).fields;
    expect(x).toEqual({ name: "x", type: { id: "int64" }, nullable: false, as: "number" });
    expect(inferSchema([{ x: 1 }, { x: 2n }]).fields[0]).not.toHaveProperty("as");
    expect(inferSchema([{ x: new Map([[1, [2]]]) }]).fields[0]?.type).toEqual({
      id: "map",
      key: { type: { id: "int64" }, nullable: false, as: "number" },
      value: {
        type: { id: "list", element: { type: { id: "int64" }, nullable: false, as: "number" } },
        nullable: false,
      },
    });
  });
});

describe("a column is nullable", () => {
  it("where a row has null, undefined or nothing for it", () => {
    const rows = [
      { a: 1, b: 1, c: 1, d: 1 },
      { a: 1, b: null, c: undefined },
    ];
    expect(schemaText(inferSchema(rows))).toBe('"a" int64, "b" int64?, "c" int64?, "d" int64?');
  });

  it("where only a later row has it, and then stands behind the others", () => {
    expect(schemaText(inferSchema([{ a: 1 }, { b: "x", a: 2 }]))).toBe('"a" int64, "b" string?');
  });

  it("not because a struct around it is", () => {
    expect(columnOf({ a: 1 }, null)).toBe('"x" struct("a" int64)?');
  });
});

describe("what has no type", () => {
  it("is a column without values, or one inside", () => {
    expect(faultOf(null, undefined)).toBe(
      'The data does not tell every type: column "x" has no value in any row. Say what is meant with schemaOverride: { "x": "…" }.',
    );
    expect(faultOf([], [])).toMatch('column "x.element" has no value in any row');
    expect(faultOf([null])).toMatch('column "x.element" has no value in any row');
    expect(faultOf(new Map())).toMatch('column "x.key" has no value in any row; column "x.value" has no');
    expect(faultOf({ a: { b: null } })).toMatch('column "x.a.b" has no value in any row');
    expect(faultOf({}, {})).toMatch('column "x" has objects without fields only');
  });

  it("is a column of two kinds, with the first row of each", () => {
    expect(faultOf("a", "b", 1, 2)).toMatch('column "x" is a string in row 0 and an integer in row 2.');
    expect(faultOf(0.5, true)).toMatch("is a fractional number in row 0 and a boolean in row 1");
    expect(faultOf(1, 0.5, "a", 2n)).toMatch("is an integer in row 0 and a string in row 2.");
    expect(faultOf({ a: 1 }, new Map())).toMatch("is an object in row 0 and a Map in row 1");
    expect(faultOf([1], [2, new Date(0)])).toMatch('"x.element" is an integer in row 0 and a Date in row 1');
    expect(faultOf({ a: [{ b: 1 }] }, { a: [{ b: "x" }] })).toMatch(
      '"x.a.element.b" is an integer in row 0 and a string in row 1',
    );
  });

  it("is an integer that a number cannot tell from others", () => {
    expect(faultOf(1, 2 ** 53)).toMatch(
      'column "x" is a number beyond ±2^53 in row 1, where it may stand for another integer already: give it as a bigint, or the type float64.',
    );
    expect(faultOf(1n, 1e20)).toMatch("is a number beyond ±2^53 in row 1");
    expect(faultOf(-(2 ** 53))).toMatch("is a number beyond ±2^53 in row 0");
  });

  it("is a bigint beyond 64 bits, or beside fractional numbers", () => {
    expect(faultOf(1n, 2n ** 63n)).toMatch(
      'column "x" is a bigint beyond 64 bits in row 1: give such integers as text, with the type decimal(38,0).',
    );
    expect(faultOf(-(2n ** 63n) - 1n)).toMatch("beyond 64 bits in row 0");
    expect(faultOf(0.5, 1n)).toMatch("is a bigint in row 1 and a fractional number in row 0");
  });

  it("is a value of another class", () => {
    expect(faultOf(new Set())).toMatch('column "x" is of the kind Set in row 0, which no type holds');
    expect(faultOf(1, new Float64Array(1))).toMatch("is of the kind Float64Array in row 1");
    expect(faultOf(new URL("http://localhost"))).toMatch("of the kind URL");
    expect(faultOf(() => 1)).toMatch("of the kind function");
    expect(faultOf(Symbol.iterator)).toMatch("of the kind symbol");
  });

  it("is a map that no engine has", () => {
    expect(faultOf(new Map([[0.5, 1]]))).toBe(
      'The data has no schema: "x" cannot be map(float64, int64): keys of a map cannot be float64.',
    );
    expect(faultOf(new Map([[null, 1]]), new Map([["a", 1]]))).toMatch("keys of a map cannot be null");
  });

  it("is told for all columns at once", () => {
    expect(() => inferSchema([{ a: null, b: 1, c: [] }])).toThrow(
      'The data does not tell every type: column "a" has no value in any row; column "c.element" has no value in any row. Say what is meant with schemaOverride: { "a": "…", "c": "…" }.',
    );
  });
});

describe("rows", () => {
  it("are any iterable, read once", () => {
    let reads = 0;
    function* rows() {
      for (let id = 0; id < 3; id++) {
        reads++;
        yield { id };
      }
    }
    expect(schemaText(inferSchema(rows()))).toBe('"id" int64');
    expect(reads).toBe(3);
    expect(schemaText(inferSchema(new Set([{ id: 1n }])))).toBe('"id" int64');
  });

  it("may be of a class", () => {
    class Order {
      readonly id = 1;
      readonly customer = "x";
    }
    expect(schemaText(inferSchema([new Order()]))).toBe('"id" int64, "customer" string');
  });

  it("are there and have columns", () => {
    expect(() => inferSchema([])).toThrow(/There are no rows to infer a schema from.*schemaFromText/);
    expect(() => inferSchema([{}])).toThrow("The data has no columns");
    expect(() => inferSchema([{ a: 1 }, null] as object[])).toThrow(
      new TypeError("Row 1 is null, not an object of columns."),
    );
    expect(() => inferSchema([[1, 2]])).toThrow(/^Row 0 is an array/);
    expect(() => inferSchema("text" as never)).toThrow(TypeError);
    expect(() => inferSchema({ a: [1] } as never)).toThrow(/rows as an array or iterable/);
    expect(() => inferSchema((async function* () {})() as never)).toThrow(/async/);
  });

  it("have columns with usable names", () => {
    expect(() => inferSchema([{ "": 1 }])).toThrow('"" cannot be the name of a column: names have 1 to 255');
    expect(() => inferSchema([{ id: 1, ID: 1 }])).toThrow('"id" and "ID" are named alike');
    expect(() => inferSchema([{ s: { id: 1, ID: 1 } }])).toThrow('fields "id" and "ID" are named alike');
  });

  it("do not contain themselves", () => {
    const row: Record<string, unknown> = {};
    row.self = row;
    expect(() => inferSchema([row])).toThrow("Row 0 is more than 100 levels deep");
  });
});

describe("columnsOf", () => {
  it("is undone by schemaOf", () => {
    const schema = inferSchema([{ id: 1, tags: ["a"], at: new Date(0), more: { x: null, y: 1n } }], {
      schemaOverride: { more: "struct(x uuid?, y int64)?" },
    });
    expect(schemaOf(columnsOf(schema))).toEqual(schema);
  });

  it("refuses names that would change places", () => {
    const field = { type: { id: "int64" }, nullable: false } as const;
    expect(() =>
      columnsOf({
        fields: [
          { name: "a", ...field },
          { name: "7", ...field },
        ],
      }),
    ).toThrow('cannot keep the order of the schema: "7" would come before "a"');
    expect(
      Object.keys(
        columnsOf({
          fields: [
            { name: "7", ...field },
            { name: "a", ...field },
          ],
        }),
      ),
    ).toEqual(["7", "a"]);
  });
});
