import * as t from "@sluice/type-mapping";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnyTypeOptions, allNullable, anyName, anyType, deltaName, hiveName } from "./any-type.js";

const numRuns = 10_000;
const timeout = 300_000;

function holds(options: AnyTypeOptions, property: (type: t.LogicalType) => void): void {
  fc.assert(fc.property(anyType(options), property), { numRuns });
}

/** What a target that may lack a type says of one it has. */
function held(answer: t.TargetType): t.HeldType {
  if (answer.refusals !== undefined) throw new Error(JSON.stringify(answer.refusals));
  return answer;
}

const isNanos = (type: t.LogicalType): boolean =>
  "precision" in type && type.precision === 9 && !("scale" in type);

describe("reading undoes printing, for any type four levels deep and any name", { timeout }, () => {
  it("in our own words, with what is nullable", () => {
    holds({}, (type) => {
      expect(t.parseType(t.typeText(type))).toEqual(type);
    });
  });

  it("in our own words, for columns", () => {
    const field = fc.record({ name: anyName, type: anyType({ depth: 2 }), nullable: fc.boolean() });
    const fields = fc.uniqueArray(field, { maxLength: 5, selector: ({ name }) => t.foldedName(name) });
    fc.assert(
      fc.property(fields, (columns) => {
        expect(t.parseFields(t.schemaText({ fields: columns }))).toEqual(columns);
      }),
      { numRuns },
    );
  });

  it("in Trino", () => {
    holds({}, (type) => {
      expect(t.parseTrinoType(t.mapType(t.trinoTypes, type))).toEqual(allNullable(type));
    });
  });

  it("in Hive, as the type that is kept, with microseconds and with nanoseconds", () => {
    const read = (type: t.LogicalType, timestampPrecision: 6 | 9): void => {
      const options = { zonedAs: "utc", timeAs: "micros", timestampPrecision } as const;
      const { text, kept } = held(t.mapType(t.hiveTableTypes, type, options));
      expect(t.parseHiveType(text, { timestampPrecision })).toEqual(allNullable(kept));
    };
    holds({ names: hiveName, without: isNanos }, (type) => read(type, 6));
    holds({ names: hiveName }, (type) => read(type, 9));
  });

  it("in Iceberg, as the type that is kept", () => {
    holds({ without: isNanos }, (type) => {
      const { text, kept } = held(t.mapType(t.icebergTypes, type, {}));
      expect(t.parseIcebergType(text)).toEqual(allNullable(kept));
    });
  });

  it("in Delta, as the type that is kept", () => {
    const lacks = (type: t.LogicalType): boolean =>
      isNanos(type) || (type.id === "zonedTimestamp" && type.precision !== 3);
    holds({ names: deltaName, without: lacks }, (type) => {
      const { text, kept } = held(t.mapType(t.deltaTypes, type, { timeAs: "micros" }));
      expect(t.parseDeltaType(text)).toEqual(allNullable(kept));
    });
  });

  it("in DuckDB, as the type that is kept", () => {
    const lacks = (type: t.LogicalType): boolean => type.id === "zonedTimestamp" && type.precision === 9;
    holds({ without: lacks }, (type) => {
      const { text, kept } = held(t.targetType("duckdb", { type, nullable: true }));
      expect(t.parseDuckdbType(text)).toEqual(allNullable(kept));
    });
  });

  it("in Arrow, with what is nullable", () => {
    holds({}, (type) => {
      const fields = [{ name: "c", type, nullable: true }];
      expect(t.schemaFromArrow(t.arrowSchema({ fields }))).toEqual({ fields });
    });
  });

  it("in Parquet, as the type that is kept, with what is nullable", () => {
    holds({}, (type) => {
      const fields = [{ name: "c", type, nullable: true }];
      const { kept } = held(t.targetType("parquet", fields[0]!));
      expect(t.fieldsFromParquet(t.parquetElements({ fields }))).toEqual([{ ...fields[0], type: kept }]);
    });
  });
});
