import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/sdk";
import type { NamedServers } from "./environment.js";
import { launchMetastore, metastoreReady } from "./hive-metastore.js";
import { icebergRestReady, launchIcebergRest } from "./iceberg-rest.js";
import { minioCommand, minioReady, newCredentials } from "./minio.js";
import { choosePorts } from "./ports.js";
import { type Prepared, prepare, type Wanted } from "./prepare.js";
import { step } from "./progress.js";
import { checkBucket, createBucket, type StackS3 } from "./s3.js";
import { launch, type Server } from "./server.js";
import type { StackOptions } from "./stack.js";
import type { Environment } from "./tools.js";
import { launchTrino, trinoReady } from "./trino.js";
import type { TrinoSettings } from "./trino-configuration.js";
import { trinoReleases } from "./trino-releases.js";
import { until } from "./until.js";
import { type WantedTrino, wantedTrino } from "./wanted-stack.js";

export interface Launch {
  readonly environment: Environment;
  readonly cache: string;
  /** Where data and logs go. */
  readonly directory: string;
  /** Called for each server as soon as it is a process. */
  readonly onLaunch: (server: Server, address: string) => Promise<void>;
}

const bucket = "warehouse";
const spoolingBucket = "spooling";

/** Installs what is missing, starts the store, then Trino over it with what it needs, and answers when all are ready. */
export async function launchServers(
  options: StackOptions,
  to: Launch,
): Promise<NamedServers & { s3: StackS3 }> {
  const { onProgress = () => {}, signal, ports: given } = options;
  const { environment, cache } = to;
  const wanted = wantedServers(options, environment);
  const prepared = await prepare(wanted, { cache, environment, onProgress, signal });
  await mkdir(join(to.directory, "logs"), { recursive: true, mode: 0o700 });
  const free = { console: undefined, metastore: undefined, rest: undefined };
  const ports = await choosePorts({ s3: given?.s3, trino: given?.trino, ...free });
  const full = { ...options, onProgress };
  const s3 = options.s3 ?? (await startMinio(full, to, prepared, ports));
  if (options.s3) await checkBucket(s3);
  if (wanted.trino === undefined) return { s3 };
  return { s3, trino: await startTrino({ options: full, to, prepared, s3, ports }, wanted.trino) };
}

/** What the options ask for, if they go together. */
export function wantedServers(options: StackOptions, environment: Environment): Wanted {
  const services = options.services ?? (options.s3 ? ["trino"] : ["minio", "trino"]);
  const minio = services.includes("minio");
  if (minio === (options.s3 !== undefined)) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: minio ? "a store is given, and MinIO is to be started too" : "Trino needs a store",
      details: { option: "services" },
      hint: "Give either `s3` or the service `minio`.",
    });
  }
  return { minio, trino: services.includes("trino") ? wantedTrino(options, environment) : undefined };
}

type Options = StackOptions & Required<Pick<StackOptions, "onProgress">>;

async function startMinio(
  { onProgress, signal }: Options,
  to: Launch,
  prepared: Prepared,
  ports: { s3: number; console: number },
): Promise<StackS3> {
  const endpoint = `http://127.0.0.1:${ports.s3}`;
  const s3 = { endpoint, region: "us-east-1", ...newCredentials(), bucket };
  const directory = join(to.directory, "minio");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await step(onProgress, `Starting MinIO on ${endpoint}`, async () => {
    const server = await launch(
      minioCommand({
        home: prepared.minio!,
        directory,
        log: join(to.directory, "logs", "minio.log"),
        ports,
        s3,
        environment: to.environment,
      }),
    );
    await to.onLaunch(server, endpoint);
    const ready = async () => {
      if (!(await minioReady(s3))) return false;
      // It is live before it takes requests.
      for (const name of [bucket, spoolingBucket]) await createBucket({ ...s3, bucket: name });
      return true;
    };
    await until(ready, { server, timeoutMillis: 60_000, signal });
  });
  return s3;
}

/** Trino starts for the longest time, so its metastores start beside it. */
async function startTrino(start: TrinoParts, wanted: WantedTrino): Promise<{ url: string }> {
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

interface TrinoParts {
  readonly options: Options;
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
    const names = ["hive", "iceberg", "tpch", ...Object.keys(more)];
    await until(() => trinoReady(url, names), { server, timeoutMillis: 300_000, signal });
  });
}
