import * as t from "@sluice/type-mapping";
import { describe, expect, it } from "vitest";
import { scalarTypes } from "./any-type.js";

const nested: readonly t.LogicalType[] = [
  'list(struct("a b" int8, c decimal(10,2)?)?)',
  "map(int64, list(timestamp(3)?)?)",
  'struct("Total" float64, "when" zonedTimestamp(3)?, id uuid)',
].map((text) => t.parseType(text));

function table(target: t.TargetName, options: t.MappingOptions = {}): string {
  const fields = [...scalarTypes, ...nested].map((type) => ({ name: "c", type, nullable: false }));
  const described = fields.flatMap((field) => t.describeMapping({ fields: [field] }, target, options));
  const lines = described.map((line) => {
    const kept = line.kept === undefined ? undefined : `kept as ${line.kept}`;
    const refusal = line.refusal === undefined ? undefined : `refused: ${line.refusal}`;
    return [line.type, line.target, kept, line.note, refusal]
      .filter((part) => part !== undefined)
      .join(" | ");
  });
  return lines.join("\n");
}

describe("every type in every target", () => {
  it.each(t.targetNames)("%s", async (target) => {
    await expect(`${table(target)}\n`).toMatchFileSnapshot(`./golden/${target}.txt`);
  });

  it("a plain Hive table, and Delta, with what has to be asked for", async () => {
    const options = { zonedAs: "utc", timeAs: "micros", timestampPrecision: 6 } as const;
    await expect(`${table("hive-table", options)}\n`).toMatchFileSnapshot("./golden/hive-table-asked.txt");
    await expect(`${table("delta", options)}\n`).toMatchFileSnapshot("./golden/delta-asked.txt");
  });
});

describe("a mapping", () => {
  const schema = t.schemaOf({
    a: t.list(t.struct({ b: t.timestamp(9), "c.d": t.int8({ nullable: true }) })),
    total: t.decimal(12, 2, { nullable: true }),
  });

  it("names the place of what it refuses or changes inside a column", () => {
    expect(t.describeMapping(schema, "iceberg")).toEqual([
      {
        column: "a",
        type: 'list(struct("b" timestamp(9), "c.d" int8?))',
        refusal: "a.element.b: Iceberg format version 2 has no nanoseconds; use timestamp(6)",
      },
      { column: "total", type: "decimal(12,2)", target: "decimal(12, 2)" },
    ]);
    const { fields } = t.schemaOf({ a: t.map(t.int8(), t.struct({ "c.d": t.int16() })) });
    expect(t.describeMapping({ fields }, "iceberg")[0]?.note).toBe(
      'a.key: Iceberg has no 8-bit integers: kept as int32; a.value."c.d": Iceberg has no 16-bit integers: kept as int32',
    );
  });

  it("is plain data", () => {
    const lines = t.targetNames.flatMap((target) => t.describeMapping(schema, target));
    expect(JSON.parse(JSON.stringify(lines))).toEqual(lines);
  });

  it("gives the type that DDL is printed from", () => {
    const { kept } = t.mapType(
      t.icebergTypes,
      t.parseType("map(int8, list(timestamp(3)?))"),
      {},
    ) as t.HeldType;
    expect(t.mapType(t.trinoTypes, kept)).toBe("map(integer, array(timestamp(6)))");
    const clock = { zonedAs: "utc", timeAs: "micros", timestampPrecision: 6 } as const;
    const row = t.parseType('struct("Id" uuid, at zonedTimestamp(3), t time)');
    const inHive = t.mapType(t.hiveTableTypes, row, clock) as t.HeldType;
    expect(inHive.text).toBe("struct<id:string,at:timestamp,t:bigint>");
    expect(t.mapType(t.trinoTypes, inHive.kept)).toBe('row("id" varchar, "at" timestamp(6), "t" bigint)');
    expect(inHive.notes.map(({ path, text }) => `${path.join(".")}: ${text}`)).toEqual([
      "Id: Hive keeps the field's name in lower case",
      "Id: Hive has no UUID: kept as string",
      "at: a wall clock in UTC; 6 digits, as every timestamp of the catalog",
      "t: microseconds since midnight",
    ]);
  });

  it("keeps what is nullable, the comments and the wanted values of what is inside", () => {
    const type = t.struct({ n: t.int8({ nullable: true, comment: "c" }), m: t.int64({ as: "number" }) }).type;
    const { kept } = t.targetType("iceberg", { type, nullable: true }) as t.HeldType;
    expect(kept).toEqual({
      id: "struct",
      fields: [
        { name: "n", type: { id: "int32" }, nullable: true, comment: "c" },
        { name: "m", type: { id: "int64" }, nullable: false, as: "number" },
      ],
    });
  });

  it("says of a value in JavaScript what the column wants", () => {
    const { fields } = t.schemaOf({
      n: t.int64({ as: "number", nullable: true }),
      at: t.timestamp(6, { as: "date" }),
      l: t.list(t.int64({ as: "number", nullable: true }), { nullable: true }),
      s: t.struct({ "a b": t.map(t.string(), t.binary()) }),
    });
    expect(fields.map((field) => t.javascriptType(field))).toEqual([
      "number | null",
      "Date",
      "(number | null)[] | null",
      '{ "a b": Map<string, Uint8Array> }',
    ]);
  });

  it("notes of a value in JavaScript what holds of the wanted one", () => {
    const schema = t.schemaOf({
      n: t.int64({ as: "number" }),
      big: t.int64(),
      at: t.timestamp(6, { as: "date" }),
      zoned: t.zonedTimestamp(9, { as: "date", nullable: true }),
      l: t.list(t.zonedTimestamp(6, { as: "date" })),
      text: t.zonedTimestamp(6),
    });
    const lines = t.describeMapping(schema, "javascript");
    expect(lines.map(({ target, note }) => [target, note])).toEqual([
      ["number", "beyond ±2^53 is an error"],
      ["bigint", undefined],
      ["Date", "the wall clock, read as UTC; finer than a millisecond is an error"],
      ["Date | null", "finer than a millisecond is an error"],
      ["Date[]", "l.element: finer than a millisecond is an error"],
      ["string", "YYYY-MM-DDTHH:MM:SS, 6 digits and Z"],
    ]);
  });
});

describe("names", () => {
  const field = (name: string): t.Schema => ({
    fields: [
      {
        name: "s",
        type: { id: "struct", fields: [{ name, type: { id: "int64" }, nullable: true }] },
        nullable: true,
      },
    ],
  });
  const refusal = (target: t.TargetName, schema: t.Schema) => t.describeMapping(schema, target)[0]?.refusal;
  const allowed = ["a b", "a.b", "$path", "select", "ÄÖ", "日本", "0", "x".repeat(255)];
  const strange = [
    "a:b",
    "a,b",
    "a<b",
    "a>b",
    "(a)",
    "a;b",
    "it's",
    'say "hi"',
    "a`b",
    "🦋",
    "a-b",
    "a=b",
    "{a}",
  ];

  it("of fields in Hive are letters, digits, blanks and three marks", () => {
    for (const target of ["hive", "hive-table"] as const) {
      expect(allowed.filter((name) => refusal(target, field(name)) !== undefined)).toEqual([]);
      expect(strange.filter((name) => refusal(target, field(name)) === undefined)).toEqual([]);
    }
    expect(refusal("hive", field("a:b"))).toBe(
      's."a:b": Hive\'s struct<…> cannot have ":" in a name; rename the field to letters, digits, blanks, "_", "." and "$"',
    );
    expect(() => t.hiveColumn(field("a:b").fields[0]!.type)).toThrow(/^Field "a:b": Hive's struct<…> cannot/);
  });

  it("of columns and fields in Delta have no blanks and brackets", () => {
    const refused = (name: string) => refusal("delta", field(name)) !== undefined;
    expect([...allowed, ...strange].filter(refused)).toEqual([
      "a b",
      "a,b",
      "(a)",
      "a;b",
      'say "hi"',
      "a=b",
      "{a}",
    ]);
    expect(t.columnNameFault("delta", "a b")).toMatch(/Delta has no " " in names/);
  });

  it("of columns in Hive have no comma", () => {
    expect(t.columnNameFault("hive", "a,b")).toMatch(/Hive has no column with ","/);
    expect(t.columnNameFault("hive-table", "a:b")).toBeUndefined();
  });

  it("are any elsewhere", () => {
    for (const target of ["javascript", "arrow", "parquet", "trino", "iceberg", "duckdb"] as const) {
      for (const name of [...allowed, ...strange]) {
        expect(refusal(target, field(name))).toBeUndefined();
        expect(t.columnNameFault(target, name)).toBeUndefined();
      }
    }
  });

  it("are quoted as each engine reads them", () => {
    expect(t.quotedName('a "b"')).toBe('"a ""b"""');
    expect(t.backquotedName("a `b`")).toBe("`a ``b```");
  });
});

it("a mapping of what is no schema says so for each column, and one to nowhere is an error", () => {
  const text = { id: "string" } as const;
  const fields = [
    { name: "a", nullable: false, type: text },
    { name: "A", nullable: false, type: text },
    { name: "d", nullable: false, type: { id: "decimal", precision: 50, scale: 2 } },
  ] as const;
  expect(t.describeMapping({ fields }, "trino").map(({ refusal }) => refusal)).toEqual([
    undefined,
    '"a" and "A" are named alike; engines do not tell case apart',
    '"d" cannot be decimal(50,2): precision is 1 to 38 and scale 0 to precision',
  ]);
  expect(() => t.describeMapping({ fields }, "snowflake" as never)).toThrow(
    'There is no target "snowflake"; there are',
  );
});
