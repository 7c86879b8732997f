import type { StackS3 } from "./s3.js";

export interface CatalogSettings {
  readonly s3: StackS3;
  /** The folder that `local:///` means: where both metastores keep their table definitions. */
  readonly localDirectory: string;
}

/** Text of `etc/catalog/<name>.properties` for each catalog of the stack. */
export function trinoCatalogs(settings: CatalogSettings): Record<string, string> {
  return {
    hive: properties({
      "connector.name": "hive",
      "hive.metastore": "file",
      "hive.metastore.catalog.dir": "local:///hive-metastore",
      "hive.metastore.user": "admin",
      "hive.metastore.disable-location-checks": "true",
      ...files(settings),
      "hive.storage-format": "PARQUET",
      "hive.compression-codec": "ZSTD",
      "hive.parquet.time-zone": "UTC",
      "hive.non-managed-table-writes-enabled": "true",
      "hive.allow-register-partition-procedure": "true",
    }),
    iceberg: properties({
      "connector.name": "iceberg",
      "iceberg.catalog.type": "TESTING_FILE_METASTORE",
      "hive.metastore.catalog.dir": "local:///iceberg-metastore",
      ...files(settings),
      "iceberg.add-files-procedure.enabled": "true",
    }),
    tpch: properties({ "connector.name": "tpch" }),
  };
}

// Release 481 drops "native" from these names and still accepts it.
function files({ s3, localDirectory }: CatalogSettings): Record<string, string> {
  return {
    "fs.native-local.enabled": "true",
    "local.location": localDirectory,
    "fs.native-s3.enabled": "true",
    ...s3Properties(s3),
  };
}

/** The lines by which Trino reaches the store, for catalogs and for spooling. */
export function s3Properties(s3: StackS3): Record<string, string> {
  return {
    "s3.endpoint": s3.endpoint,
    "s3.region": s3.region,
    "s3.path-style-access": "true",
    "s3.aws-access-key": s3.accessKeyId,
    "s3.aws-secret-key": s3.secretAccessKey,
  };
}

/** Text of a properties file, in the order given. */
export function properties(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
