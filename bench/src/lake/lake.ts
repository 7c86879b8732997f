import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { BasicAuth, Trino } from "trino-client";
import { servers } from "./servers.js";

/** A Hive schema and a prefix of its own, reached as anybody would: by client-s3 and trino-client. */
export interface ForeignLake {
  readonly schema: string;
  put(key: string, body: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array>;
  /** The rows of a statement. Throws what trino-client gives as part of a result. */
  query(sql: string): Promise<unknown[][]>;
  /** Makes a table of the files below `folder/`. */
  createTable(name: string, columns: string, folder: string): Promise<void>;
  drop(): Promise<void>;
}

export function newSchemaName(): string {
  return `bench_${randomUUID().slice(0, 8)}`;
}

/** Opens the schema, and makes it if it is not there. */
export async function foreignLake(schema = newSchemaName()): Promise<ForeignLake> {
  const { trino, endpoint, region, bucket: Bucket, credentials } = servers();
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const client = Trino.create({ server: trino, catalog: "hive", schema, auth: new BasicAuth("bench") });
  const query = async (sql: string): Promise<unknown[][]> => {
    const rows: unknown[][] = [];
    for await (const { data, error } of await client.query(sql)) {
      if (error) throw new Error(error.message);
      for (const row of data ?? []) rows.push(row);
    }
    return rows;
  };
  await query(`CREATE SCHEMA IF NOT EXISTS hive.${schema} WITH (location = 's3://${Bucket}/${schema}/')`);
  return {
    schema,
    query,
    async put(key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key: `${schema}/${key}`, Body }));
    },
    async get(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${schema}/${key}` }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
    },
    async createTable(name, columns, folder) {
      await query(`DROP TABLE IF EXISTS ${name}`);
      const location = `s3://${Bucket}/${schema}/${folder}/`;
      await query(
        `CREATE TABLE ${name} (${columns}) WITH (format = 'PARQUET', external_location = '${location}')`,
      );
    },
    async drop() {
      await query(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
      for (let token: string | undefined, more = true; more; more = token !== undefined) {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket, Prefix: `${schema}/`, ContinuationToken: token }),
        );
        for (const { Key } of page.Contents ?? []) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
        token = page.NextContinuationToken;
      }
    },
  };
}

/** What a table of trips holds, the same for the same rows however they were written. */
export async function tripsChecksum({ query, schema }: ForeignLake, table: string): Promise<string> {
  const columns = ["id", "vendor", "CAST(pickup AS timestamp(3))", "passengers", "distance"];
  columns.push("CAST(fare AS decimal(8, 2))", "paid", "zone", "day", "note");
  const sums = columns.map((column) => `to_hex(checksum(${column}))`).join(", ");
  return JSON.stringify(await query(`SELECT count(*), ${sums} FROM hive.${schema}.${table}`));
}
