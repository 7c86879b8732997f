import {
  arrowSchema,
  date,
  decimal,
  inferSchema,
  int64,
  json,
  list,
  map,
  type ParquetElement,
  parquetElements,
  schemaOf,
  schemaText,
  string,
  struct,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import type { FileMetaData } from "hyparquet";
import { describe, expect, it } from "vitest";

const schema = schemaOf({
  id: int64(),
  key: uuid({ nullable: true }),
  total: decimal(12, 2, { nullable: true }),
  at: timestamp(6),
  zoned: zonedTimestamp(9, { nullable: true }),
  tags: list(string({ nullable: true })),
  props: map(string(), struct({ a: int64(), b: date({ nullable: true }) }), { nullable: true }),
  more: json(),
});

describe("an Arrow schema", () => {
  it("gives back the one it was made from", () => {
    expect(inferSchema(arrowSchema(schema))).toEqual(schema);
  });

  it("says types and nulls by itself, whatever the values", () => {
    const fields = [
      new arrow.Field("small", new arrow.Uint8(), false),
      new arrow.Field("big", new arrow.Uint64(), true),
      new arrow.Field("text", new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), true),
    ];
    const text = '"small" int16, "big" decimal(20,0)?, "text" string?';
    const made = new arrow.Schema(fields);
    expect(schemaText(inferSchema(made))).toBe(text);
    expect(schemaText(inferSchema(new arrow.Table(made)))).toBe(text);
    const batch = new arrow.RecordBatch({
      a: arrow.vectorFromArray([1, null], new arrow.Int8()).data[0] as never,
    });
    expect(schemaText(inferSchema(batch))).toBe('"a" int8?');
  });

  it("is told by its shape, for a second copy of the library", () => {
    const foreign = { batches: [], schema: { fields: arrowSchema(schema).fields, metadata: new Map() } };
    expect(inferSchema(foreign as never)).toEqual(schema);
  });

  it("may have columns that only an override can tell", () => {
    const made = new arrow.Schema([
      new arrow.Field("a", new arrow.Null(), true),
      new arrow.Field("b", new arrow.Int8(), true),
      new arrow.Field("c", new arrow.DurationSecond(), true),
    ]);
    expect(() => inferSchema(made)).toThrow(
      /^The data does not tell every type: The Arrow type Null of a .*; The Arrow type Duration<SECOND> of c .*\. Say what is meant with schemaOverride: \{ "a": "…", "c": "…" \}\.$/,
    );
    const schemaOverride = { a: "string?", c: "int64?" };
    expect(schemaText(inferSchema(made, { schemaOverride }))).toBe('"a" string?, "b" int8?, "c" int64?');
  });

  it("has columns with usable names", () => {
    const made = new arrow.Schema([
      new arrow.Field("id", new arrow.Int8()),
      new arrow.Field("ID", new arrow.Int8()),
    ]);
    expect(() => inferSchema(made)).toThrow('"id" and "ID" are named alike');
  });
});

describe("a Parquet footer", () => {
  it("gives back the schema the file was made from, where texts are strings", () => {
    const texts = schemaText(schema).replace(" uuid?", " string?").replace(" json", " string");
    expect(schemaText(inferSchema({ schema: parquetElements(schema) }))).toBe(texts);
  });

  it("is what hyparquet reads", () => {
    const footer: Pick<FileMetaData, "schema"> = {
      schema: [
        { name: "root", num_children: 2 },
        { name: "a", type: "INT32", repetition_type: "REQUIRED", converted_type: "DATE" },
        { name: "b", type: "BYTE_ARRAY", repetition_type: "OPTIONAL", logical_type: { type: "STRING" } },
      ],
    };
    expect(schemaText(inferSchema(footer))).toBe('"a" date, "b" string?');
  });

  it("may have columns that only an override can tell", () => {
    const elements: ParquetElement[] = [
      { name: "root", num_children: 3 },
      { name: "at", type: "INT96", repetition_type: "OPTIONAL" },
      { name: "s", num_children: 2, repetition_type: "REQUIRED" },
      { name: "x", type: "INT64", repetition_type: "REQUIRED" },
      { name: "y", type: "INT96", repetition_type: "OPTIONAL" },
      { name: "n", type: "INT64", repetition_type: "REQUIRED" },
    ];
    expect(() => inferSchema({ schema: elements })).toThrow(
      /column at cannot be read: .*; The Parquet column s\.y cannot be read: .*\{ "at": "…", "s": "…" \}/,
    );
    const schemaOverride = { at: "timestamp(3)?", s: "struct(x int64, y timestamp(3)?)" };
    expect(schemaText(inferSchema({ schema: elements }, { schemaOverride }))).toBe(
      '"at" timestamp(3)?, "s" struct("x" int64, "y" timestamp(3)?), "n" int64',
    );
  });

  it("is whole", () => {
    const elements = parquetElements(schema);
    expect(() => inferSchema({ schema: elements.slice(0, -1) })).toThrow(/ends before all its children came/);
    expect(() => inferSchema({ schema: elements.slice(0, -2) })).toThrow(/ends before all its children came/);
    expect(() => inferSchema({ schema: [] })).toThrow(/ends before all its children came/);
    const behind = [...elements, { name: "x", type: "INT32", repetition_type: "OPTIONAL" }];
    expect(() => inferSchema({ schema: behind })).toThrow(/goes on behind its last child/);
    expect(() => inferSchema({ schema: [{ name: "root", num_children: 0 }] })).toThrow("no columns");
    expect(() => inferSchema(new arrow.Schema([]))).toThrow("no columns");
  });
});
