import { randomUUID } from "node:crypto";
import { parquet } from "@sluice/handler-parquet";
import { createIOManager, type IOManager } from "@sluice/sdk";
import type { Catalog, ObjectStore } from "@sluice/sdk/plugin";
import { s3Store } from "@sluice/store-s3";
import { connectStack, type Stack } from "@sluice/testkit/stack";
import { type TrinoOptions, trino } from "@sluice/trino";
import { type StatementClient, statementClient } from "@sluice/trino/client";
import { afterAll, beforeAll } from "vitest";

/** The Iceberg catalog that the tests use: `iceberg_rest` for one behind REST, in a stack that has it. */
export const icebergCatalog = process.env.SLUICE_ICEBERG_CATALOG || "iceberg";

export interface LiveLake {
  /** The Hive schema and the prefix in the bucket, of this file alone. Dropped at the end. */
  readonly schema: string;
  /** The running stack. Like `client`, only inside tests and hooks. */
  readonly stack: Stack;
  /** Reads what others see. */
  readonly client: StatementClient;
  /** The bucket, below the prefix `schema`. */
  store(): ObjectStore;
  catalog(options?: Partial<TrinoOptions>): Catalog;
  /** A new program on the lake, with some of its catalog replaced. */
  open(over?: Partial<Catalog>): IOManager;
  /** A new program on the lake with another store, and a catalog of other options. */
  openOn(store: ObjectStore, options: Partial<TrinoOptions>): IOManager;
}

/** A lake on the stack's MinIO and Trino, for all tests of a file. Its catalogs have those options. */
export function liveLake(name: string, common: Partial<TrinoOptions> = {}): LiveLake {
  const schema = `${name}_${randomUUID().slice(0, 8)}`;
  let stack: Stack | undefined;
  let client: StatementClient | undefined;
  beforeAll(async () => {
    stack = await connectStack();
    client = statementClient({ server: stack.trino.url, user: "reader", catalog: "hive" });
  });
  afterAll(async () => {
    await client?.run(`DROP SCHEMA IF EXISTS hive.${schema} CASCADE`);
    if (common.catalog !== undefined) {
      await client?.run(`DROP SCHEMA IF EXISTS ${common.catalog}.${schema} CASCADE`);
    }
    await stack?.stop();
  });
  const lake: LiveLake = {
    schema,
    get stack() {
      return running(stack);
    },
    get client() {
      return running(client);
    },
    store: () => {
      const { accessKeyId, secretAccessKey } = lake.stack.s3;
      return s3Store({ ...lake.stack.s3, prefix: schema, credentials: { accessKeyId, secretAccessKey } });
    },
    catalog: (options) =>
      trino({
        server: lake.stack.trino.url,
        user: "writer",
        catalog: "hive",
        schema,
        ...common,
        ...options,
      }),
    open: (over) =>
      createIOManager({
        handlers: [parquet()],
        store: lake.store(),
        catalog: { ...lake.catalog(), ...over },
      }),
    openOn: (store, options) =>
      createIOManager({ handlers: [parquet()], store, catalog: lake.catalog(options) }),
  };
  return lake;
}

function running<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the stack runs in tests and hooks only");
  return value;
}
