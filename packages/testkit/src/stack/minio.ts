import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "./cache.js";
import type { Install } from "./install.js";
import { step } from "./progress.js";
import { runTool } from "./run-tool.js";
import type { StackS3 } from "./s3.js";
import type { ServerCommand } from "./server.js";
import type { Environment } from "./tools.js";

/** The last commit of MinIO's archived repository. */
export const minioVersion = "v0.0.0-20260212201848-7aac2a2c5b7c";

export const minioHome = (cache: string) => join(cache, "minio", minioVersion);

/** Compiles MinIO with the machine's Go, once. Returns the folder it is in. */
export function installMinio({ cache, environment, onProgress, signal }: Install): Promise<string> {
  return cached(minioHome(cache), {
    signal,
    onWait: ({ pid }) => onProgress(`Process ${pid} is compiling MinIO; waiting for it`),
    fill: async (directory) => {
      let packages = 0;
      const compile = () =>
        runTool({
          tool: "go",
          args: ["install", "-v", `github.com/minio/minio@${minioVersion}`],
          directory,
          environment: { ...environment, GOBIN: directory },
          log: `${directory}.log`,
          hint: "MinIO needs Go 1.24 or newer (`go version`) and a Go module proxy (`go env GOPROXY`).",
          // With -v it names each package when it is about to be compiled.
          onLine: (line) => {
            if (!line.includes(" ")) packages += 1;
          },
          signal,
        });
      const counted = () => (packages > 0 ? `${packages} packages so far` : undefined);
      await step(onProgress, "Compiling MinIO (once; some 5 minutes on 2 cores)", compile, counted);
      await rm(`${directory}.log`);
    },
  });
}

/** Credentials nobody has used before. */
export function newCredentials(): Pick<StackS3, "accessKeyId" | "secretAccessKey"> {
  return {
    accessKeyId: `sluice${randomBytes(5).toString("hex")}`,
    secretAccessKey: randomBytes(20).toString("hex"),
  };
}

export interface MinioStart {
  readonly home: string;
  readonly directory: string;
  readonly log: string;
  readonly ports: { readonly s3: number; readonly console: number };
  readonly s3: StackS3;
  readonly environment: Environment;
}

/** How MinIO is started: on 127.0.0.1 only, asking nobody for updates. */
export function minioCommand({ home, directory, log, ports, s3, environment }: MinioStart): ServerCommand {
  const inherited = Object.entries(environment).filter(([name]) => !name.startsWith("MINIO_"));
  return {
    name: "minio",
    command: join(home, "minio"),
    args: [
      "server",
      directory,
      "--address",
      `127.0.0.1:${ports.s3}`,
      "--console-address",
      `127.0.0.1:${ports.console}`,
    ],
    directory,
    environment: {
      ...Object.fromEntries(inherited),
      MINIO_ROOT_USER: s3.accessKeyId,
      MINIO_ROOT_PASSWORD: s3.secretAccessKey,
      MINIO_REGION: s3.region,
      MINIO_UPDATE: "off",
    },
    log,
  };
}

/** Whether MinIO serves. */
export async function minioReady({ endpoint }: StackS3): Promise<boolean> {
  const response = await fetch(`${endpoint}/minio/health/live`, { signal: AbortSignal.timeout(5_000) });
  return response.ok;
}
