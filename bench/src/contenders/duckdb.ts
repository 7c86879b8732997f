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

/** Rows to zstd Parquet: the appender, then COPY to a local file, on one thread. */
export async function encodeWithDuckdb(
  { fields }: Schema,
  pages: Iterable<readonly object[]>,
): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const path = join(tmpdir(), `bench-${process.pid}.parquet`);
  const columns = fields.map((field) => [field.name, ...columnOf(field)] as const);
  await connection.run(`CREATE TABLE t (${columns.map(([name, type]) => `"${name}" ${type}`).join(", ")})`);
  const appender = await connection.createAppender("t");
  let rows = 0;
  for (const page of pages) {
    for (const row of page) {
      for (const [name, , append] of columns) append(appender, (row as Record<string, unknown>)[name]);
      appender.endRow();
    }
    rows += page.length;
  }
  appender.closeSync();
  await connection.run(`COPY t TO '${path}' (FORMAT parquet, CODEC 'zstd')`);
  connection.closeSync();
  instance.closeSync();
  await rm(path);
  return rows;
}

/** A local file to row objects, on one thread. */
export async function decodeWithDuckdb(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`FROM '${path}'`);
  const rows = reader.getRowObjectsJS().length;
  connection.closeSync();
  instance.closeSync();
  return rows;
}
