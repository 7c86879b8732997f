import { parquet } from "@sluice/handler-parquet";
import { createIOManager, type IOManager } from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { trino } from "@sluice/trino";
import { newSchemaName } from "./lake.js";
import { servers } from "./servers.js";

/** Our own program on MinIO and Trino, with default options. */
export function sluiceOnTrino(schema = newSchemaName()): IOManager {
  const { trino: server, endpoint, region, bucket, credentials } = servers();
  return createIOManager({
    handlers: [parquet()],
    store: s3Store({ endpoint, region, bucket, credentials, pathStyle: true, prefix: schema }),
    catalog: trino({ server, user: "bench", catalog: "hive", schema }),
  });
}
