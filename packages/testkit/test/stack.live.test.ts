import { afterAll, beforeAll, expect, it } from "vitest";
import { connectStack, runStatement, type Stack } from "../src/stack/index.js";
import { checkBucket } from "../src/stack/s3.js";

let stack: Stack;

beforeAll(async () => {
  stack = await connectStack({ onProgress: (line) => console.log(line) });
});
afterAll(() => stack?.stop());

const query = (sql: string) => runStatement(stack.trino.url, sql);

it("has the bucket", async () => {
  await checkBucket(stack.s3);
});

it("has Trino with its catalogs", async () => {
  expect((await query("SHOW CATALOGS")).flat()).toEqual(expect.arrayContaining(["hive", "iceberg", "tpch"]));
  expect(await query("SELECT count(*) FROM tpch.tiny.nation")).toEqual([[25]]);
});

it("writes an external Hive table to the bucket, adds its files to Iceberg, and reads both", async () => {
  const schema = `stack_${Date.now()}`;
  const folder = `s3://${stack.s3.bucket}/${schema}`;
  await query(`CREATE SCHEMA hive.${schema} WITH (location = '${folder}/hive')`);
  await query(`CREATE SCHEMA iceberg.${schema} WITH (location = '${folder}/iceberg')`);
  try {
    await query(
      `CREATE TABLE hive.${schema}.nation WITH (external_location = '${folder}/data', format = 'PARQUET') AS SELECT nationkey, name FROM tpch.tiny.nation`,
    );
    await query(`CREATE TABLE iceberg.${schema}.nation (nationkey bigint, name varchar)`);
    await query(
      `ALTER TABLE iceberg.${schema}.nation EXECUTE add_files(location => '${folder}/data', format => 'PARQUET')`,
    );
    for (const catalog of ["hive", "iceberg"]) {
      expect(await query(`SELECT count(*), max(name) FROM ${catalog}.${schema}.nation`)).toEqual([
        [25, "VIETNAM"],
      ]);
    }
  } finally {
    for (const catalog of ["hive", "iceberg"]) {
      await query(`DROP TABLE IF EXISTS ${catalog}.${schema}.nation`);
      await query(`DROP SCHEMA ${catalog}.${schema}`);
    }
  }
});
