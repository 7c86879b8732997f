import { parquet } from "@sluice/handler-parquet";
import { local } from "@sluice/local";
import { createIOManager, type IOManager, type SqlStatement, sql } from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { connectStack } from "@sluice/testkit/stack";
import { iceberg, trino } from "@sluice/trino";

export type Target = "local" | "trino";
export type Tables = "hive" | "iceberg";

export interface Lake {
  readonly io: IOManager;
  /** Where a person finds the tables. */
  readonly where: string;
  /** The month of a row of `flights f` in SQL: a column, but in Iceberg tables a transform of the date. */
  readonly month: SqlStatement;
}

export interface LakeOptions {
  readonly target: Target;
  /** What tables Trino keeps. Default `hive`. */
  readonly tables?: Tables;
  /** Folder of the local lake. */
  readonly root: string;
  /** Schema in Trino, and last part of the prefix in the bucket. Lower case letters, digits and _. */
  readonly schema: string;
}

/** The only place that knows where things are. */
export async function openLake({ target, tables = "hive", root, schema }: LakeOptions): Promise<Lake> {
  const column = sql`f.month`;
  if (target === "local") return { io: local(root), where: `files below ${root}`, month: column };
  // The AWS SDK announces on every run that it will want Node 22; the demo's output is for other things.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { s3, trino: server } = await connectStack({ start: false });
  const { accessKeyId, secretAccessKey } = s3;
  const prefix = `lakes/${schema}`;
  const io = createIOManager({
    handlers: [parquet()],
    store: s3Store({ ...s3, prefix, credentials: { accessKeyId, secretAccessKey } }),
    catalog: trino({
      server: server.url,
      user: "demo",
      catalog: tables,
      schema,
      ...(tables === "iceberg" && { tables: iceberg() }),
    }),
  });
  const month = tables === "hive" ? column : sql`substr(CAST(f.date AS varchar), 1, 7)`;
  return { io, where: `Trino at ${server.url}, files in s3://${s3.bucket}/${prefix}`, month };
}
