import * as t from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";

const columns = {
  boolean: t.boolean(),
  int8: t.int8(),
  int16: t.int16(),
  int32: t.int32(),
  int64: t.int64(),
  float32: t.float32(),
  float64: t.float64(),
  decimal: t.decimal(12, 2),
  string: t.string(),
  binary: t.binary(),
  date: t.date(),
  time: t.time(),
  timestamp3: t.timestamp(3),
  timestamp6: t.timestamp(6),
  timestamp9: t.timestamp(9),
  zoned3: t.zonedTimestamp(3),
  zoned6: t.zonedTimestamp(6),
  zoned9: t.zonedTimestamp(9),
  uuid: t.uuid(),
  json: t.json(),
};
const schema = t.schemaOf(columns);

describe("what each type is elsewhere", () => {
  it("in SQL", () => {
    const rows = schema.fields.map(({ name, type }) =>
      [name, t.mapType(t.trinoTypes, type), t.hiveColumn(type).stored, t.mapType(t.duckdbTypes, type)].join(
        " | ",
      ),
    );
    expect(rows).toEqual([
      "boolean | boolean | boolean | BOOLEAN",
      "int8 | tinyint | tinyint | TINYINT",
      "int16 | smallint | smallint | SMALLINT",
      "int32 | integer | integer | INTEGER",
      "int64 | bigint | bigint | BIGINT",
      "float32 | real | real | FLOAT",
      "float64 | double | double | DOUBLE",
      "decimal | decimal(12,2) | decimal(12,2) | DECIMAL(12,2)",
      "string | varchar | varchar | VARCHAR",
      "binary | varbinary | varbinary | BLOB",
      "date | date | date | DATE",
      "time | time(6) | bigint | TIME",
      "timestamp3 | timestamp(3) | timestamp(3) | TIMESTAMP",
      "timestamp6 | timestamp(6) | bigint | TIMESTAMP",
      "timestamp9 | timestamp(9) | bigint | TIMESTAMP_NS",
      "zoned3 | timestamp(3) with time zone | bigint | TIMESTAMP WITH TIME ZONE",
      "zoned6 | timestamp(6) with time zone | bigint | TIMESTAMP WITH TIME ZONE",
      "zoned9 | timestamp(9) with time zone | bigint | TIMESTAMP_NS",
      "uuid | uuid | varchar | UUID",
      "json | json | varchar | JSON",
    ]);
  });

  it("in a Hive view", () => {
    const shown = (type: t.LogicalType): string => t.hiveColumn(type).shown('"x"');
    expect(shown({ id: "int64" })).toBe('"x"');
    expect(shown({ id: "uuid" })).toBe('CAST("x" AS uuid)');
    expect(shown({ id: "json" })).toBe('json_parse("x")');
    expect(shown({ id: "timestamp", precision: 9 })).toBe(
      `CAST(from_unixtime_nanos(CAST("x" AS decimal(38,0)) * 1) AT TIME ZONE 'UTC' AS timestamp(9))`,
    );
    expect(shown({ id: "zonedTimestamp", precision: 3 })).toBe(
      `CAST(from_unixtime_nanos(CAST("x" AS decimal(38,0)) * 1000) AS timestamp(3) with time zone)`,
    );
  });

  it("in Arrow, and in files, which keep microseconds for milliseconds", () => {
    const passed = t.arrowSchema(schema);
    const stored = t.storedArrowSchema(schema);
    const types = (name: string): string[] =>
      [passed, stored].map((each) => String(each.fields.find((field) => field.name === name)?.type));
    expect(types("timestamp3")).toEqual(["Timestamp<MILLISECOND>", "Timestamp<MICROSECOND>"]);
    expect(types("zoned3")).toEqual(["Timestamp<MILLISECOND, UTC>", "Timestamp<MICROSECOND, UTC>"]);
    expect(types("timestamp9")).toEqual(["Timestamp<NANOSECOND>", "Timestamp<NANOSECOND>"]);
    const different = schema.fields
      .filter(({ name }) => new Set(types(name)).size > 1)
      .map(({ name }) => name);
    expect(different).toEqual(["timestamp3", "zoned3"]);
    const decimal = passed.fields.find((field) => field.name === "decimal")?.type as arrow.Decimal;
    expect([decimal.precision, decimal.scale, decimal.bitWidth]).toEqual([12, 2, 128]);
  });

  it("in Arrow with the logical type of texts, and nullable where the column is", () => {
    const { fields } = t.arrowSchema(t.schemaOf({ id: t.uuid(), text: t.string({ nullable: true }) }));
    expect(fields.map((field) => [field.name, field.nullable, field.metadata.get("sluice.type")])).toEqual([
      ["id", false, "uuid"],
      ["text", true, undefined],
    ]);
    expect(fields[0]?.type).toBeInstanceOf(arrow.Utf8);
  });
});
