import { writeFileSync } from "node:fs";
import { parquet } from "@sluice/handler-parquet";
import { s3Store } from "@sluice/store-s3";
import { parquetMetadata } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { liveLake } from "../../trino/test/live-lake.js";
import { decodeRows } from "./helpers.js";
import { sixtyRows, sixtySchema } from "./sixty-rows.js";
import { sixtyValues } from "./sixty-values.js";

const lake = liveLake("trino_files");
/** Where the fixtures go. Absent: none are written. */
const fixtures = process.env.SLUICE_FIXTURES;

beforeAll(async () => {
  for (const catalog of ["hive", "iceberg"]) {
    const location = `s3://${lake.stack.s3.bucket}/${lake.schema}/${catalog}`;
    await lake.client.run(`CREATE SCHEMA ${catalog}.${lake.schema} WITH (location = '${location}')`);
  }
  return async () => {
    await lake.client.run(`DROP SCHEMA IF EXISTS iceberg.${lake.schema} CASCADE`);
  };
});

/** The one file that Trino writes of the sixty rows. */
async function fileOf(
  table: string,
  properties: string,
  session: Record<string, string>,
): Promise<Uint8Array> {
  const statement = `CREATE TABLE ${table} WITH (${properties}) AS SELECT * FROM (${sixtyValues}) ORDER BY id`;
  await lake.client.run(statement, { session: { task_max_writer_count: "1", ...session } });
  const { rows } = await lake.client.run(`SELECT DISTINCT "$path" FROM ${table}`);
  expect(rows).toHaveLength(1);
  const key = String((rows[0] as readonly unknown[])[0]).replace(`s3://${lake.stack.s3.bucket}/`, "");
  const { accessKeyId, secretAccessKey } = lake.stack.s3;
  const store = s3Store({ ...lake.stack.s3, credentials: { accessKeyId, secretAccessKey } });
  return (await store.get(key)).bytes;
}

describe("files that Trino writes now are read", () => {
  it.each([
    ["trino-hive", "hive", "GZIP", { "hive.timestamp_precision": "MICROSECONDS" }],
    ["trino-hive-snappy", "hive", "SNAPPY", { "hive.timestamp_precision": "MICROSECONDS" }],
    ["trino-iceberg", "iceberg", "ZSTD", {}],
  ] as const)("%s", async (name, catalog, codec, session) => {
    const folder = `s3://${lake.stack.s3.bucket}/${lake.schema}/${name}`;
    const properties = `format = 'PARQUET', ${catalog === "hive" ? "external_location" : "location"} = '${folder}'`;
    const bytes = await fileOf(`${catalog}.${lake.schema}."${name}"`, properties, {
      ...session,
      [`${catalog}.compression_codec`]: codec,
    });
    if (fixtures !== undefined) writeFileSync(`${fixtures}/${name}.parquet`, bytes);
    const { created_by, row_groups } = parquetMetadata(Uint8Array.from(bytes).buffer);
    expect(created_by).toMatch(/trino/i);
    expect(row_groups[0]!.columns[0]!.meta_data!.codec).toBe(codec);
    expect(await decodeRows(parquet({ workers: 0 }), bytes, sixtySchema)).toEqual(sixtyRows);
  });
});
