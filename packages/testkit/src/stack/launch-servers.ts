import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/sdk";
import type { NamedServers } from "./environment.js";
import { minioCommand, minioReady, newCredentials } from "./minio.js";
import { choosePorts } from "./ports.js";
import { type Prepared, prepare } from "./prepare.js";
import { step } from "./progress.js";
import { checkBucket, createBucket, type StackS3 } from "./s3.js";
import { launch, type Server } from "./server.js";
import type { StackOptions } from "./stack.js";
import type { Environment } from "./tools.js";
import { launchTrino, trinoReady } from "./trino.js";
import { until } from "./until.js";

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

/** Installs what is missing, starts the store, then Trino over it, and answers when both are ready. */
export async function launchServers(
  options: StackOptions,
  to: Launch,
): Promise<NamedServers & { s3: StackS3 }> {
  const { trinoVersion = "476", onProgress = () => {}, signal } = options;
  const services = options.services ?? (options.s3 ? ["trino"] : ["minio", "trino"]);
  const wanted = {
    minio: services.includes("minio"),
    trino: services.includes("trino") ? trinoVersion : undefined,
  };
  if (wanted.minio === (options.s3 !== undefined)) {
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: wanted.minio ? "a store is given, and MinIO is to be started too" : "Trino needs a store",
      details: { option: "services" },
      hint: "Give either `s3` or the service `minio`.",
    });
  }
  const { environment, cache } = to;
  const prepared = await prepare(wanted, { cache, environment, onProgress, signal });
  await mkdir(join(to.directory, "logs"), { recursive: true, mode: 0o700 });
  const ports = await choosePorts({ s3: options.ports?.s3, console: undefined, trino: options.ports?.trino });
  const full = { ...options, onProgress };
  const s3 = options.s3 ?? (await startMinio(full, to, prepared, ports));
  if (options.s3) await checkBucket(s3);
  if (prepared.trino === undefined) return { s3 };
  return { s3, trino: await startTrino(full, to, prepared.trino, s3, ports.trino) };
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
    await until(() => minioReady(s3), { server, timeoutMillis: 60_000, signal });
    for (const name of [bucket, spoolingBucket]) await createBucket({ ...s3, bucket: name });
  });
  return s3;
}

async function startTrino(
  options: Options,
  to: Launch,
  { home, java }: NonNullable<Prepared["trino"]>,
  s3: StackS3,
  port: number,
): Promise<{ url: string }> {
  const { onProgress, signal, trinoVersion = "476", trinoMemory = "2G" } = options;
  const url = `http://127.0.0.1:${port}`;
  const text = `Starting Trino ${trinoVersion} on ${url} with JDK ${java.major}`;
  await step(onProgress, text, async () => {
    const server = await launchTrino({
      settings: {
        port,
        home,
        directory: join(to.directory, "trino"),
        memory: trinoMemory,
        s3,
        // Spooled results are litter, so they go to a bucket of their own, and only where the store is ours.
        ...(options.s3 === undefined && {
          spooling: { bucket: spoolingBucket, secret: randomBytes(32).toString("base64") },
        }),
      },
      java,
      log: join(to.directory, "logs", "trino.log"),
      environment: to.environment,
    });
    await to.onLaunch(server, url);
    await until(() => trinoReady(url), { server, timeoutMillis: 300_000, signal });
  });
  return { url };
}
