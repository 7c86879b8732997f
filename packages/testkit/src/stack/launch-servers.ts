import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/sdk";
import type { NamedServers } from "./environment.js";
import { minioCommand, minioReady, newCredentials } from "./minio.js";
import { choosePorts } from "./ports.js";
import { type Prepared, prepare, type Wanted } from "./prepare.js";
import { step } from "./progress.js";
import { checkBucket, createBucket, type StackS3 } from "./s3.js";
import { launch, type Server } from "./server.js";
import type { StackOptions } from "./stack.js";
import { spoolingBucket, startTrino } from "./start-trino.js";
import type { Environment } from "./tools.js";
import { until } from "./until.js";
import { wantedTrino } from "./wanted-stack.js";

export interface Launch {
  readonly environment: Environment;
  readonly cache: string;
  /** Where data and logs go. */
  readonly directory: string;
  /** Called for each server as soon as it is a process. */
  readonly onLaunch: (server: Server, address: string) => Promise<void>;
}

const bucket = "warehouse";

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

/** The options, with somebody to tell. */
export type ToldOptions = StackOptions & Required<Pick<StackOptions, "onProgress">>;

async function startMinio(
  { onProgress, signal }: ToldOptions,
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
