import { SluiceError } from "@sluice/sdk";
import type { StackS3 } from "./s3.js";
import type { TrinoRelease } from "./trino-releases.js";

/** A catalog that is like one of the stack's but for some lines of its properties file. */
export interface StackCatalog {
  /** A catalog every such stack has: `hive`. */
  readonly like: string;
  /** Lines that are other, or not there: `undefined`. */
  readonly properties: Readonly<Record<string, string | undefined>>;
}

export interface CatalogSettings {
  readonly s3: StackS3;
  /** The folder that `local:///` means: where file metastores keep their table definitions. */
  readonly localDirectory: string;
  readonly release: TrinoRelease;
  /** Address of the Hive Metastore, `thrift://127.0.0.1:9083`. Absent: files. */
  readonly metastore?: string | undefined;
  /** Address of the Iceberg REST catalog. Absent: there is none. */
  readonly icebergRest?: string | undefined;
  readonly more?: Readonly<Record<string, StackCatalog>> | undefined;
}

type Properties = Readonly<Record<string, string>>;

/** Text of `etc/catalog/<name>.properties` for each catalog of the stack. */
export function trinoCatalogs(settings: CatalogSettings): Record<string, string> {
  const { icebergRest, more = {} } = settings;
  const catalogs: Record<string, Properties> = {
    hive: hiveCatalog(settings),
    iceberg: {
      "connector.name": "iceberg",
      "iceberg.catalog.type": "TESTING_FILE_METASTORE",
      "hive.metastore.catalog.dir": "local:///iceberg-metastore",
      ...localFiles(settings),
      ...storeFiles(settings),
      "iceberg.add-files-procedure.enabled": "true",
    },
    ...(icebergRest && {
      iceberg_rest: {
        "connector.name": "iceberg",
        "iceberg.catalog.type": "rest",
        "iceberg.rest-catalog.uri": icebergRest,
        ...storeFiles(settings),
        "iceberg.add-files-procedure.enabled": "true",
      },
    }),
    tpch: { "connector.name": "tpch" },
  };
  const added = Object.entries(more).map(([name, catalog]) => [name, changed(name, catalog, catalogs)]);
  const all: Record<string, Properties> = { ...catalogs, ...Object.fromEntries(added) };
  return Object.fromEntries(Object.entries(all).map(([name, values]) => [name, properties(values)]));
}

function hiveCatalog(settings: CatalogSettings): Properties {
  const { metastore } = settings;
  return {
    "connector.name": "hive",
    ...(metastore === undefined
      ? {
          "hive.metastore": "file",
          "hive.metastore.catalog.dir": "local:///hive-metastore",
          "hive.metastore.user": "admin",
          "hive.metastore.disable-location-checks": "true",
          ...localFiles(settings),
        }
      : { "hive.metastore": "thrift", "hive.metastore.uri": metastore }),
    ...storeFiles(settings),
    "hive.storage-format": "PARQUET",
    "hive.compression-codec": "ZSTD",
    "hive.parquet.time-zone": "UTC",
    "hive.non-managed-table-writes-enabled": "true",
    "hive.allow-register-partition-procedure": "true",
  };
}

function changed(name: string, { like, properties }: StackCatalog, all: Record<string, Properties>) {
  const model = all[like];
  if (model === undefined || name in all) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message:
        model === undefined ? `there is no catalog ${like} to be like` : `there is a catalog ${name} already`,
      details: { option: "catalogs" },
      hint: `The stack has ${Object.keys(all).join(", ")}.`,
    });
  }
  const entries = Object.entries({ ...model, ...properties });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function localFiles({ release, localDirectory }: CatalogSettings): Properties {
  return { [`${release.fileSystem}local.enabled`]: "true", "local.location": localDirectory };
}

function storeFiles({ release, s3 }: CatalogSettings): Properties {
  return { [`${release.fileSystem}s3.enabled`]: "true", ...s3Properties(s3) };
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
