import { type ParquetOptions, parquet } from "@sluice/handler-parquet";
import { createIOManager, type IOManager } from "@sluice/sdk";
import type { Catalog } from "@sluice/sdk/plugin";
import { s3Store } from "@sluice/store-s3";
import { iceberg, trino } from "@sluice/trino";
import { newSchemaName } from "./lake.js";
import { servers } from "./servers.js";

/** Our own program on MinIO and Trino, with default options unless a codec is named. */
export function sluiceOnTrino(schema = newSchemaName(), options: ParquetOptions = {}): IOManager {
  const on = { server: servers().trino, user: "bench", schema };
  return onMinio(schema, options, trino({ ...on, catalog: "hive" }));
}

/** The same with Iceberg tables. */
export function sluiceOnIceberg(schema: string): IOManager {
  const on = { server: servers().trino, user: "bench", schema };
  return onMinio(schema, {}, trino({ ...on, catalog: "iceberg", tables: iceberg() }));
}

function onMinio(prefix: string, options: ParquetOptions, catalog: Catalog): IOManager {
  const { endpoint, region, bucket, credentials } = servers();
  return createIOManager({
    handlers: [parquet(options)],
    store: s3Store({ endpoint, region, bucket, credentials, pathStyle: true, prefix }),
    catalog,
  });
}
