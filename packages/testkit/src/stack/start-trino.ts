import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { launchMetastore, metastoreReady } from "./hive-metastore.js";
import { icebergRestReady, launchIcebergRest } from "./iceberg-rest.js";
import type { Launch, ToldOptions } from "./launch-servers.js";
import type { Prepared } from "./prepare.js";
import { step } from "./progress.js";
import type { StackS3 } from "./s3.js";
import { launchTrino, trinoReady } from "./trino.js";
import type { TrinoSettings } from "./trino-configuration.js";
import { trinoReleases } from "./trino-releases.js";
import { until } from "./until.js";
import type { WantedTrino } from "./wanted-stack.js";

/** Where large results of a query wait for the client. */
export const spoolingBucket = "spooling";

/** Starts Trino over the store. It takes the longest, so its metastores start beside it. */
export async function startTrino(start: TrinoParts, wanted: WantedTrino): Promise<{ url: string }> {
  const { ports, prepared } = start;
  const metastore = prepared.metastore && `thrift://127.0.0.1:${ports.metastore}`;
  const icebergRest = prepared.icebergRest && `http://127.0.0.1:${ports.rest}`;
  const url = `http://127.0.0.1:${ports.trino}`;
  const works = await Promise.allSettled([
    metastore && startMetastore(start, metastore),
    icebergRest && startIcebergRest(start, icebergRest),
    startTrinoItself(start, url, { version: wanted.version, metastore, icebergRest }),
  ]);
  for (const work of works) if (work.status === "rejected") throw work.reason;
  return { url };
}

export interface TrinoParts {
  readonly options: ToldOptions;
  readonly to: Launch;
  readonly prepared: Prepared;
  readonly s3: StackS3;
  readonly ports: { readonly trino: number; readonly metastore: number; readonly rest: number };
}

async function startMetastore({ options, to, prepared, s3, ports }: TrinoParts, address: string) {
  const { onProgress, signal } = options;
  await step(onProgress, `Starting a Hive Metastore on ${address}`, async () => {
    const server = await launchMetastore({
      ...prepared.metastore!,
      port: ports.metastore,
      directory: join(to.directory, "metastore"),
      warehouse: `s3://${s3.bucket}/metastore`,
      log: join(to.directory, "logs", "metastore.log"),
      environment: to.environment,
      signal,
    });
    await to.onLaunch(server, address);
    await until(() => metastoreReady(ports.metastore), { server, timeoutMillis: 120_000, signal });
  });
}

async function startIcebergRest({ options, to, prepared, s3, ports }: TrinoParts, address: string) {
  const { onProgress, signal } = options;
  await step(onProgress, `Starting an Iceberg REST catalog on ${address}`, async () => {
    const server = await launchIcebergRest({
      ...prepared.icebergRest!,
      port: ports.rest,
      directory: join(to.directory, "iceberg-rest"),
      s3,
      log: join(to.directory, "logs", "iceberg-rest.log"),
      environment: to.environment,
    });
    await to.onLaunch(server, address);
    await until(() => icebergRestReady(address), { server, timeoutMillis: 120_000, signal });
  });
}

async function startTrinoItself(
  { options, to, prepared, s3, ports }: TrinoParts,
  url: string,
  catalogs: Pick<TrinoSettings, "version" | "metastore" | "icebergRest">,
): Promise<void> {
  const { onProgress, signal, trinoMemory = "2G", catalogs: more = {} } = options;
  const { home, java } = prepared.trino!;
  const text = `Starting Trino ${catalogs.version} on ${url} with JDK ${java.major}`;
  const spools = options.s3 === undefined && trinoReleases[catalogs.version].spooling;
  await step(onProgress, text, async () => {
    const server = await launchTrino({
      settings: {
        port: ports.trino,
        home,
        directory: join(to.directory, "trino"),
        memory: trinoMemory,
        s3,
        ...catalogs,
        more,
        // Spooled results are litter, so they go to a bucket of their own, and only where the store is ours.
        ...(spools && {
          spooling: { bucket: spoolingBucket, secret: randomBytes(32).toString("base64") },
        }),
      },
      java,
      log: join(to.directory, "logs", "trino.log"),
      environment: to.environment,
    });
    await to.onLaunch(server, url);
    const rest = catalogs.icebergRest === undefined ? [] : ["iceberg_rest"];
    const names = ["hive", "iceberg", "tpch", ...rest, ...Object.keys(more)];
    await until(() => trinoReady(url, names), { server, timeoutMillis: 540_000, signal });
  });
}
