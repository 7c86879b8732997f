import { type ParquetOptions, parquet } from "@sluice/handler-parquet";
import { createIOManager, type IOManager } from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { trino } from "@sluice/trino";
import { newSchemaName } from "./lake.js";
import { servers } from "./servers.js";

/** Our own program on MinIO and Trino, with default options unless a codec is named. */
export function sluiceOnTrino(schema = newSchemaName(), options: ParquetOptions = {}): IOManager {
  const { trino: server, endpoint, region, bucket, credentials } = servers();
  return createIOManager({
    handlers: [parquet(options)],
    store: s3Store({ endpoint, region, bucket, credentials, pathStyle: true, prefix: schema }),
    catalog: trino({ server, user: "bench", catalog: "hive", schema }),
  });
}
