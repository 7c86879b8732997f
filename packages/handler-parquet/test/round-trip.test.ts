import { readFileSync } from "node:fs";
import { parquet } from "@sluice/handler-parquet";
import { decimal, schemaOf, string } from "@sluice/type-mapping";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterAll, describe, expect, it } from "vitest";
import { createdBy, version } from "../src/write/version.js";
import { allTypes, edgeRows, loaded } from "./all-types.js";
import {
  batchesOf,
  decodeBatches,
  decodeRows,
  duckdb,
  encodeOne,
  memoryFile,
  scratchFolder,
} from "./helpers.js";

const handler = parquet({ compression: "snappy" });
const save = scratchFolder();
afterAll(() => handler.close?.());

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

function written(): Promise<Uint8Array> {
  return encodeOne(handler, allTypes, batchesOf(allTypes, edgeRows, 2));
}

describe("every logical type", () => {
  it.each(["zstd", "snappy", "gzip", "none"] as const)(
    "comes back as it went, with %s",
    async (compression) => {
      const packed = parquet({ compression });
      const bytes = await encodeOne(packed, allTypes, batchesOf(allTypes, edgeRows));
      expect(await decodeRows(packed, bytes, allTypes)).toEqual(edgeRows.map(loaded));
      const codecs = parquetMetadata(exactBuffer(bytes)).row_groups[0]!.columns.map(
        (each) => each.meta_data!.codec,
      );
      expect(new Set(codecs)).toEqual(
        new Set([compression === "none" ? "UNCOMPRESSED" : compression.toUpperCase()]),
      );
      await packed.close?.();
    },
  );

  it("is the same to DuckDB", async () => {
    const path = save("all-types.parquet", await written());
    // DuckDB turns zoned nanoseconds to microseconds, and the extremes to infinity.
    const rows = await duckdb(
      `SELECT * EXCLUDE (zonedNanos), epoch_us(millis) AS micros_of_millis FROM '${path}'`,
    );
    const space = (text: string): string => text.replace("T", " ");
    const zoned = (text: string): string => space(text).replace(/(\.0+)?Z$/, "+00");
    expect(rows).toEqual(
      edgeRows.map(loaded).map(({ zonedNanos: _, ...row }) => ({
        ...row,
        large: text(row.large),
        double: row.double === Number.NEGATIVE_INFINITY ? "-Infinity" : row.double,
        clock: text(row.clock)?.replace(/\.0+$/, "") ?? null,
        blob: row.blob === null ? null : hex(row.blob as Uint8Array),
        millis: row.millis === null ? null : space(iso(row.millis)).replace(/(\.0+)?Z$/, ""),
        micros: row.micros === null ? null : space(`${row.micros}`).replace(/\.0+$/, ""),
        nanos: row.nanos === null ? null : space(`${row.nanos}`).replace(/\.0+$/, ""),
        zonedMillis: row.zonedMillis === null ? null : zoned(iso(row.zonedMillis)),
        zonedMicros: row.zonedMicros === null ? null : zoned(`${row.zonedMicros}`),
        micros_of_millis: row.millis === null ? null : `${BigInt((row.millis as Date).getTime()) * 1000n}`,
      })),
    );
  });

  it("is the same to hyparquet", async () => {
    const raw = {
      timestampFromMilliseconds: String,
      timestampFromMicroseconds: String,
      timestampFromNanoseconds: String,
    };
    const rows = await parquetReadObjects({
      file: exactBuffer(await written()),
      parsers: raw as never,
      utf8: false,
    });
    for (const [index, row] of edgeRows.map(loaded).entries()) {
      const found = rows[index]!;
      for (const { name, type } of allTypes.fields) {
        const value = row[name];
        if (value === null) expect(found[name], name).toBeNull();
        else if (type.id === "decimal")
          expect(Math.abs((found[name] as number) / Number(value) - 1) || 0, name).toBeLessThan(1e-14);
        else if (type.id === "timestamp" || type.id === "zonedTimestamp") {
          expect(found[name], name).toBe(ticks(value, type.precision === 9 ? 9 : 6));
        } else if (type.id === "time")
          expect(found[name], name).toBe(ticks(`1970-01-01T${value}`, 6, BigInt));
        else if (type.id === "date") expect((found[name] as Date).toISOString().slice(0, 10)).toBe(value);
        else expect(found[name], name).toEqual(value);
      }
    }
  });

  it("names its maker, asset and write, and keeps statistics and the Arrow schema", async () => {
    const metadata = parquetMetadata(exactBuffer(await written()));
    expect(metadata.created_by).toBe(createdBy);
    const pairs = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
    expect(pairs.get("sluice.asset")).toBe("test/table");
    expect(pairs.get("sluice.write")).toBe("01test");
    expect(pairs.has("ARROW:schema")).toBe(true);
    const medium = metadata.row_groups[0]!.columns[4]!;
    expect(medium.meta_data!.statistics).toMatchObject({
      min_value: -2147483648,
      max_value: 2147483647,
      null_count: 1n,
    });
  });

  it("states the version of the package", () => {
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
    expect(JSON.parse(manifest)).toMatchObject({ version });
  });
});

describe("a table without rows", () => {
  it("is one valid file without rows", async () => {
    const bytes = await encodeOne(handler, allTypes, batchesOf(allTypes, []));
    expect(await decodeBatches(handler, memoryFile(bytes), allTypes)).toEqual([]);
    expect(await handler.inspect(memoryFile(bytes), {})).toEqual({ rows: 0 });
    const path = save("empty.parquet", bytes);
    expect(await duckdb(`SELECT count(*) AS rows, count(huge) AS huge FROM '${path}'`)).toEqual([
      { rows: "0", huge: "0" },
    ]);
    expect(await duckdb(`DESCRIBE FROM '${path}'`)).toHaveLength(allTypes.fields.length);
  });
});

it("keeps the exact types", async () => {
  const path = save("types.parquet", await written());
  const types = await duckdb(`SELECT column_name, column_type FROM (DESCRIBE FROM '${path}')`);
  const byName = Object.fromEntries(types.map((each) => [each.column_name, each.column_type]));
  expect(byName).toMatchObject({
    tiny: "TINYINT",
    small: "SMALLINT",
    price: "DECIMAL(9,2)",
    huge: "DECIMAL(38,10)",
    day: "DATE",
    clock: "TIME",
    millis: "TIMESTAMP",
    nanos: "TIMESTAMP_NS",
    zonedMillis: "TIMESTAMP WITH TIME ZONE",
    text: "VARCHAR",
    blob: "BLOB",
  });
});

it("keeps names that need quoting", async () => {
  const schema = schemaOf({ 'a "b".c': string(), "": decimal(5, 1), ü: string({ nullable: true }) });
  const rows = [{ 'a "b".c': "x", "": "1.5", ü: null }];
  const bytes = await encodeOne(handler, schema, batchesOf(schema, rows));
  expect(await decodeRows(handler, bytes, schema)).toEqual(rows);
});

function text(value: unknown): string | null {
  return value === null ? null : String(value);
}

function iso(value: unknown): string {
  return (value as Date).toISOString();
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 32 && byte < 127
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}

/** Units of 10^-digits seconds from 1970 on. */
function ticks(value: unknown, digits: number, as: (text: string) => unknown = String): unknown {
  const full = value instanceof Date ? value.toISOString() : `${value}`;
  const [seconds, fraction = ""] = full.replace("Z", "").split(".");
  const whole = BigInt(Date.parse(`${seconds}Z`)) / 1000n;
  return as(`${whole * 10n ** BigInt(digits) + BigInt(fraction.padEnd(digits, "0"))}`);
}
