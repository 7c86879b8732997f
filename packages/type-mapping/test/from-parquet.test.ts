import {
  type Field,
  fieldsFromParquet,
  type ParquetElement,
  parquetElements,
  parseFields,
  type Schema,
  schemaText,
  storedArrowSchema,
} from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { parquetMetadata } from "hyparquet";
import { Table, writeParquet } from "parquet-wasm";
import { describe, expect, it } from "vitest";
import { scalarTypes } from "./any-type.js";

const columnsText = (fields: readonly Field[]): string => schemaText({ fields });

const required = "REQUIRED";
const optional = "OPTIONAL";
const repeated = "REPEATED";

function read(...columns: readonly ParquetElement[]): string {
  const top: ParquetElement[] = [];
  for (let at = 0; at < columns.length; at = behind(columns, at)) top.push(columns[at]!);
  return columnsText(fieldsFromParquet([{ name: "root", num_children: top.length }, ...columns]));
}

/** Where the element after the one at `at` and everything below it stands. */
function behind(elements: readonly ParquetElement[], at: number): number {
  let next = at + 1;
  for (let child = 0; child < (elements[at]!.num_children ?? 0); child++) next = behind(elements, next);
  return next;
}

const leaf = (name: string, type: string, more: Partial<ParquetElement> = {}): ParquetElement => ({
  name,
  type,
  repetition_type: required,
  ...more,
});
const group = (name: string, children: number, more: Partial<ParquetElement> = {}): ParquetElement => ({
  name,
  num_children: children,
  repetition_type: optional,
  ...more,
});

describe("the schema of our files", () => {
  it("is what the writer writes, and is read back", () => {
    const nested = parseFields(
      'l list(decimal(12,2)?)?, m map(string, struct("a b" uuid, z zonedTimestamp(9)?)), s struct(x list(list(int8)))?',
    );
    const fields = scalarTypes.map((type, at) => ({ name: `c${at}`, type, nullable: at % 2 === 0 }));
    const schema = { fields: [...fields, ...nested] };
    const { schema: written } = parquetMetadata(emptyFile(schema));
    const [, ...ours] = parquetElements(schema);
    expect(written.slice(1)).toEqual(ours);
    expect(columnsText(fieldsFromParquet(written))).toBe(
      columnsText(fieldsFromParquet(parquetElements(schema))),
    );
  });
});

function emptyFile(schema: Schema): ArrayBuffer {
  const stored = storedArrowSchema(schema);
  const children = stored.fields.map(({ type }) => arrow.makeBuilder({ type }).flush());
  const type = new arrow.Struct(stored.fields);
  const batch = new arrow.RecordBatch(stored, arrow.makeData({ type, length: 0, nullCount: 0, children }));
  const writer = new arrow.RecordBatchStreamWriter();
  writer.reset(undefined, stored);
  writer.write(batch);
  const bytes = writeParquet(Table.fromIPCStream(writer.finish().toUint8Array(true)));
  return bytes.slice().buffer as ArrayBuffer;
}

describe("a leaf of somebody else's file", () => {
  it("is read as the type that holds all its values", () => {
    const texts: [ParquetElement, string][] = [
      [leaf("c", "INT32", { converted_type: "UINT_8" }), "int16"],
      [leaf("c", "INT32", { converted_type: "UINT_32" }), "int64"],
      [leaf("c", "INT64", { converted_type: "UINT_64" }), "decimal(20,0)"],
      [leaf("c", "INT32", { logical_type: { type: "INTEGER", bitWidth: 16, isSigned: false } }), "int32"],
      [leaf("c", "INT64", { converted_type: "INT_64" }), "int64"],
      [leaf("c", "INT32", { converted_type: "TIME_MILLIS" }), "time"],
      [leaf("c", "INT64", { converted_type: "TIMESTAMP_MILLIS" }), "zonedTimestamp(3)"],
      [leaf("c", "INT64", { converted_type: "TIMESTAMP_MICROS" }), "zonedTimestamp(6)"],
      [
        leaf("c", "INT64", { logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MILLIS" } }),
        "timestamp(3)",
      ],
      [leaf("c", "BYTE_ARRAY", { converted_type: "DECIMAL", precision: 20, scale: 4 }), "decimal(20,4)"],
      [leaf("c", "INT32", { converted_type: "DECIMAL", precision: 5 }), "decimal(5,0)"],
      [leaf("c", "BYTE_ARRAY", { converted_type: "ENUM" }), "string"],
      [leaf("c", "BYTE_ARRAY", { converted_type: "JSON" }), "json"],
      [leaf("c", "BYTE_ARRAY", { converted_type: "BSON" }), "binary"],
      [leaf("c", "FIXED_LEN_BYTE_ARRAY", { type_length: 16, logical_type: { type: "UUID" } }), "uuid"],
      [leaf("c", "FIXED_LEN_BYTE_ARRAY", { type_length: 2, logical_type: { type: "FLOAT16" } }), "float32"],
      [leaf("c", "FIXED_LEN_BYTE_ARRAY", { type_length: 7 }), "binary"],
    ];
    expect(texts.map(([element]) => read(element))).toEqual(texts.map(([, text]) => `"c" ${text}`));
  });

  it("is refused where nothing holds it, with its place", () => {
    expect(() => read(leaf("c", "INT96"))).toThrow(
      "The Parquet column c cannot be read: it is an INT96, which does not say what it is; give int96As.",
    );
    const nanos = { logical_type: { type: "TIME", isAdjustedToUTC: false, unit: "NANOS" } };
    expect(() => read(group("s", 1), leaf("t", "INT64", nanos))).toThrow(
      "The Parquet column s.t cannot be read: it is INT64 TIME; times have microseconds here; write it with MICROS.",
    );
    const wide = { logical_type: { type: "DECIMAL", precision: 40, scale: 2 } };
    expect(() => read(leaf("c", "BYTE_ARRAY", wide))).toThrow(/at most 38 digits here; write it as text/);
    const interval = { type_length: 12, converted_type: "INTERVAL" };
    expect(() => read(leaf("c", "FIXED_LEN_BYTE_ARRAY", interval))).toThrow(/there is no exact equal/);
    expect(() =>
      read(group("v", 2, { logical_type: { type: "VARIANT" } }), leaf("a", "INT32"), leaf("b", "INT32")),
    ).toThrow(/it is a VARIANT; store the document as JSON text/);
  });

  it("of 96 bits is what the caller says", () => {
    const elements = [{ name: "root", num_children: 1 }, leaf("c", "INT96", { repetition_type: optional })];
    const fields = fieldsFromParquet(elements, { int96As: { id: "timestamp", precision: 6 } });
    expect(columnsText(fields)).toBe('"c" timestamp(6)?');
  });
});

describe("lists and maps in every shape the format allows", () => {
  const list = { converted_type: "LIST" };
  const array = (children: number, name = "list") => group(name, children, { repetition_type: repeated });

  it("three levels", () => {
    const element = leaf("element", "INT32", { repetition_type: optional });
    expect(read(group("c", 1, list), array(1), element)).toBe('"c" list(int32?)?');
    const required3 = [
      group("c", 1, { ...list, repetition_type: required }),
      array(1),
      leaf("element", "INT32"),
    ];
    expect(read(...required3)).toBe('"c" list(int32)');
    // Any names do.
    expect(read(group("c", 1, list), array(1, "bag"), leaf("array_element", "INT32"))).toBe(
      '"c" list(int32)?',
    );
  });

  it("two levels", () => {
    expect(read(group("c", 1, list), leaf("element", "INT32", { repetition_type: repeated }))).toBe(
      '"c" list(int32)?',
    );
    const two = [leaf("x", "INT32"), leaf("y", "DOUBLE", { repetition_type: optional })];
    const pair = 'list(struct("x" int32, "y" float64?))?';
    expect(read(group("c", 1, list), array(2, "element"), ...two)).toBe(`"c" ${pair}`);
    const one = 'list(struct("str" string))?';
    const str = leaf("str", "BYTE_ARRAY", { converted_type: "UTF8" });
    expect(read(group("c", 1, list), array(1, "array"), str)).toBe(`"c" ${one}`);
    expect(read(group("c", 1, list), array(1, "c_tuple"), str)).toBe(`"c" ${one}`);
    const inner = leaf("array", "INT32", { repetition_type: repeated });
    expect(read(group("c", 1, list), { ...array(1, "array"), ...list }, inner)).toBe(
      '"c" list(list(int32))?',
    );
  });

  it("a repeated element alone", () => {
    expect(read(leaf("c", "INT32", { repetition_type: repeated }))).toBe('"c" list(int32)');
    expect(read(array(1, "c"), leaf("x", "INT32"))).toBe('"c" list(struct("x" int32))');
  });

  it("maps by either annotation and any names", () => {
    const key = leaf("k", "BYTE_ARRAY", { converted_type: "UTF8" });
    const value = leaf("v", "INT32", { repetition_type: optional });
    for (const converted_type of ["MAP", "MAP_KEY_VALUE"]) {
      expect(read(group("c", 1, { converted_type }), array(2, "map"), key, value)).toBe(
        '"c" map(string, int32?)?',
      );
    }
    const nullableKey = { ...key, repetition_type: optional };
    expect(read(group("c", 1, { converted_type: "MAP" }), array(2, "map"), nullableKey, value)).toBe(
      '"c" map(string, int32?)?',
    );
  });

  it("are refused where they are neither", () => {
    expect(() => read(group("c", 1, list), leaf("element", "INT32"))).toThrow(
      "The Parquet column c cannot be read: it is a LIST without one repeated child; write it with three levels.",
    );
    expect(() => read(group("c", 1, { converted_type: "MAP" }), array(1), leaf("key", "INT32"))).toThrow(
      /it is a MAP without repeated keys and values/,
    );
  });

  it("are refused where the schema is cut", () => {
    expect(() => fieldsFromParquet([{ name: "root", num_children: 2 }, leaf("c", "INT32")])).toThrow(
      "The Parquet schema ends before all its children came.",
    );
    expect(() => fieldsFromParquet([{ name: "root", num_children: 0 }, leaf("c", "INT32")])).toThrow(
      "The Parquet schema goes on behind its last child.",
    );
    expect(() => fieldsFromParquet([])).toThrow(RangeError);
  });
});
