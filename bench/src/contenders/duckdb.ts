import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DuckDBAppender,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampMillisecondsValue,
} from "@duckdb/node-api";
import type { Schema } from "@sluice/sdk/plugin";

type Field = Schema["fields"][number];
type Append = (appender: DuckDBAppender, value: unknown) => void;

const day = 86_400_000;

/** DuckDB's type of a column, and how the appender takes its values. */
function columnOf({ type }: Field): readonly [type: string, append: Append] {
  switch (type.id) {
    case "int32":
      return ["INTEGER", (appender, value) => appender.appendInteger(value as number)];
    case "boolean":
      return ["BOOLEAN", (appender, value) => appender.appendBoolean(value as boolean)];
    case "float64":
      return ["DOUBLE", (appender, value) => appender.appendDouble(value as number)];
    case "int64":
      return ["BIGINT", (appender, value) => appender.appendBigInt(BigInt(value as bigint))];
    case "decimal": {
      const { precision, scale } = type;
      const append: Append = (appender, value) => {
        const digits = BigInt(String(value).replace(".", ""));
        appender.appendDecimal(new DuckDBDecimalValue(digits, precision, scale));
      };
      return [`DECIMAL(${precision}, ${scale})`, append];
    }
    case "date":
      return [
        "DATE",
        (appender, value) => appender.appendDate(new DuckDBDateValue(Date.parse(String(value)) / day)),
      ];
    case "timestamp": {
      const append: Append = (appender, value) =>
        appender.appendTimestampMilliseconds(new DuckDBTimestampMillisecondsValue(BigInt(Number(value))));
      return ["TIMESTAMP_MS", append];
    }
    default:
      return ["VARCHAR", (appender, value) => appender.appendVarchar(String(value))];
  }
}

/** Rows to zstd Parquet, on one thread. */
export async function encodeWithDuckdb(schema: Schema, pages: Iterable<readonly object[]>): Promise<number> {
  const path = join(tmpdir(), `bench-${process.pid}.parquet`);
  const rows = await writeWithDuckdb(schema, pages, path, { threads: "1" });
  await rm(path);
  return rows;
}

/** The rows of a local file, in a table of DuckDB's. What is given writes them as zstd Parquet, on one thread, and says how many. */
export async function copyWithDuckdb(
  given: string,
): Promise<{ run(): Promise<number>; close(): Promise<void> }> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t AS FROM '${given}'`);
  const path = join(tmpdir(), `bench-${process.pid}.parquet`);
  return {
    run: async () => (await connection.run(`COPY t TO '${path}' (FORMAT parquet, CODEC 'zstd')`)).rowsChanged,
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(path);
    },
  };
}

/** Rows to a local zstd Parquet file: the appender, then COPY. Gives how many. */
export async function writeWithDuckdb(
  { fields }: Schema,
  pages: Iterable<readonly object[]>,
  path: string,
  options: Record<string, string> = {},
): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", options);
  const connection = await instance.connect();
  const columns = fields.map((field) => [field.name, ...columnOf(field)] as const);
  await connection.run(`CREATE TABLE t (${columns.map(([name, type]) => `"${name}" ${type}`).join(", ")})`);
  const appender = await connection.createAppender("t");
  let rows = 0;
  for (const page of pages) {
    for (const row of page) {
      for (const [name, , append] of columns) {
        const value = (row as Record<string, unknown>)[name];
        if (value === null) appender.appendNull();
        else append(appender, value);
      }
      appender.endRow();
    }
    rows += page.length;
  }
  appender.closeSync();
  await connection.run(`COPY t TO '${path}' (FORMAT parquet, CODEC 'zstd')`);
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** A local file to row objects, on one thread. Gives how many. */
export async function decodeWithDuckdb(path: string): Promise<number> {
  return (await readWithDuckdb(path, { threads: "1" })).length;
}

/** A local file to row objects. */
export async function readWithDuckdb(path: string, options: Record<string, string> = {}): Promise<object[]> {
  const instance = await DuckDBInstance.create(":memory:", options);
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(`FROM '${path}'`)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}
