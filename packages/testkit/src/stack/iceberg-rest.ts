import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Java } from "./java.js";
import type { StackS3 } from "./s3.js";
import { launch, type Server } from "./server.js";
import type { Environment } from "./tools.js";

export interface IcebergRestStart {
  /** Where it is installed. */
  readonly home: string;
  readonly java: Java;
  readonly port: number;
  /** Its database goes here, and stays. */
  readonly directory: string;
  readonly s3: StackS3;
  readonly log: string;
  readonly environment: Environment;
}

/** Starts Iceberg's REST catalog on 127.0.0.1. Its tables lie in the folder `iceberg-rest` of the bucket. */
export async function launchIcebergRest(start: IcebergRestStart): Promise<Server> {
  const { home, java, port, directory, s3, log, environment } = start;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const database = join(directory, "catalog.db");
  const warehouse = `s3://${s3.bucket}/iceberg-rest`;
  return launch({
    name: "iceberg-rest",
    command: java.command,
    args: [
      "-Xmx256m",
      "-XX:+UseSerialGC",
      "-cp",
      `${join(home, "classes")}:${join(home, "lib")}/*`,
      "IcebergRestServer",
      ...[String(port), database, warehouse, s3.endpoint, s3.region],
    ],
    directory,
    // Everybody on a machine can read the arguments of a process, and only its user the environment.
    environment: {
      ...environment,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    },
    log,
  });
}

/** Whether it answers. */
export async function icebergRestReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/config`, { signal: AbortSignal.timeout(5_000) });
  return response.ok;
}
