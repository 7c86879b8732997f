import {
  fieldFromArrow,
  type LogicalType,
  schemaFromArrow,
  schemaText,
  typeFromArrow,
  typeText,
} from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";

const field = (type: arrow.DataType, metadata?: Record<string, string>, nullable = false): arrow.Field =>
  new arrow.Field("c", type, nullable, metadata && new Map(Object.entries(metadata)));
const text = (type: arrow.DataType, metadata?: Record<string, string>): string =>
  typeText(fieldFromArrow(field(type, metadata)).type);
const refusal = (type: arrow.DataType): string => {
  try {
    return `gave ${text(type)}`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
};

describe("an Arrow type that is not one of ours", () => {
  it("is read as the one that holds all its values", () => {
    const read: [arrow.DataType, string][] = [
      [new arrow.Uint8(), "int16"],
      [new arrow.Uint16(), "int32"],
      [new arrow.Uint32(), "int64"],
      [new arrow.Uint64(), "decimal(20,0)"],
      [new arrow.Float16(), "float32"],
      [new arrow.LargeUtf8(), "string"],
      [new arrow.LargeBinary(), "binary"],
      [new arrow.FixedSizeBinary(16), "binary"],
      [new arrow.DateMillisecond(), "date"],
      [new arrow.TimeSecond(), "time"],
      [new arrow.TimeMillisecond(), "time"],
      [new arrow.TimestampSecond(), "timestamp(3)"],
      [new arrow.TimestampNanosecond("Europe/Paris"), "zonedTimestamp(9)"],
      [new arrow.TimestampMicrosecond(""), "timestamp(6)"],
      [new arrow.Decimal(-2, 10, 128), "decimal(12,0)"],
      [new arrow.Decimal(5, 2, 128), "decimal(5,5)"],
      [new arrow.Decimal(2, 12, 256), "decimal(12,2)"],
      [new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), "string"],
      [new arrow.FixedSizeList(3, new arrow.Field("item", new arrow.Float32(), true)), "list(float32?)"],
    ];
    expect(read.map(([type]) => text(type))).toEqual(read.map(([, wanted]) => wanted));
  });

  it("is read as its metadata says, where that fits", () => {
    expect(text(new arrow.Utf8(), { "sluice.type": "uuid" })).toBe("uuid");
    expect(text(new arrow.LargeUtf8(), { "sluice.type": "json" })).toBe("json");
    expect(text(new arrow.Utf8(), { "ARROW:extension:name": "arrow.json" })).toBe("json");
    expect(text(new arrow.FixedSizeBinary(16), { "ARROW:extension:name": "arrow.uuid" })).toBe("uuid");
    expect(text(new arrow.FixedSizeBinary(8), { "ARROW:extension:name": "arrow.uuid" })).toBe("binary");
    expect(text(new arrow.Int32(), { "sluice.type": "uuid" })).toBe("int32");
    expect(text(new arrow.Utf8(), { "sluice.type": "int64" })).toBe("string");
  });

  it("is refused where nothing holds it, with its place", () => {
    const duration = new arrow.DurationMicrosecond();
    const inside = new arrow.List(
      new arrow.Field("item", new arrow.Struct([new arrow.Field("b", duration, true)]), true),
    );
    expect(refusal(inside)).toBe(
      "The Arrow type Duration<MICROSECOND> of c.element.b cannot be read: there are no durations; cast it to int64.",
    );
    expect(refusal(new arrow.Null())).toMatch(/of c cannot be read: it is the type of null alone; cast it/);
    expect(refusal(new arrow.TimeNanosecond())).toMatch(
      /times have microseconds here; cast it to time64\[us\]/,
    );
    expect(refusal(new arrow.Decimal(2, 40, 256))).toMatch(/at most 38 digits here; cast it to text/);
    expect(refusal(new arrow.IntervalYearMonth())).toMatch(/there are no intervals; keep a number/);
    expect(refusal(new arrow.Struct([]))).toMatch(/"c": a struct needs at least one field/);
    const map = new arrow.Map_(
      new arrow.Field(
        "entries",
        new arrow.Struct([
          new arrow.Field("key", new arrow.Float64(), false),
          new arrow.Field("value", new arrow.Int64(), true),
        ]) as arrow.Struct<{ key: arrow.Float64; value: arrow.Int64 }>,
        false,
      ),
    );
    expect(refusal(map)).toMatch(/keys of a map cannot be float64/);
    expect(() => typeFromArrow(new arrow.Null())).toThrow(/^The Arrow type Null cannot be read: it is/);
  });
});

it("an Arrow schema says names and what is nullable", () => {
  const schema = new arrow.Schema([
    new arrow.Field("id", new arrow.Int64(), false),
    new arrow.Field("Name", new arrow.Utf8(), true),
  ]);
  expect(schemaText(schemaFromArrow(schema))).toBe('"id" int64, "Name" string?');
  expect(typeFromArrow(new arrow.Bool())).toEqual({ id: "boolean" } satisfies LogicalType);
});
