import { isSluiceError } from "@sluice/sdk";
import { cacheDirectory } from "./cache.js";
import { exportLines, fromEnvironment } from "./environment.js";
import { serverFailed } from "./errors.js";
import { wantedServers } from "./launch-servers.js";
import { prepare } from "./prepare.js";
import type { OnProgress } from "./progress.js";
import type { StackOptions } from "./stack.js";
import { type Started, start } from "./start.js";
import { invalid, metastoreKind, trinoVersion } from "./wanted-stack.js";

export interface StartArguments {
  readonly "trino-port"?: string | undefined;
  readonly "s3-port"?: string | undefined;
  readonly data?: string | undefined;
  readonly trino?: string | undefined;
  readonly metastore?: string | undefined;
  readonly iceberg?: string | undefined;
  readonly "trino-memory"?: string | undefined;
  readonly detach?: boolean | undefined;
}

/** `stack install` */
export async function installOnly(given: StartArguments): Promise<void> {
  const environment = process.env;
  const wanted = wantedServers(toOptions(given), environment);
  const { signal } = interruptible();
  await prepare(wanted, { cache: cacheDirectory(environment), environment, onProgress: progress(), signal });
}

/** `stack start`: progress goes to stderr, the variables to stdout. */
export async function startShared(given: StartArguments): Promise<void> {
  const onProgress = progress();
  const abort = interruptible();
  const interrupted = new Promise<void>((resolve) => {
    abort.signal.addEventListener("abort", () => resolve());
  });
  const detached = given.detach ?? false;
  const options = { ...toOptions(given), ...store(onProgress), onProgress, signal: abort.signal };
  let started: Started;
  try {
    started = await start(options, { shared: true, detached });
  } catch (error) {
    if (!isSluiceError(error, "ABORTED")) throw error;
    onProgress("Stopped before it was ready");
    process.exitCode = 130;
    return;
  }
  onProgress("Ready");
  console.log(exportLines(started.stack.environment).join("\n"));
  console.error(guide(started, detached));
  if (!detached) await stay(started, interrupted, onProgress);
}

/** Aborts when the process is told to end. To its end, so that a second Ctrl-C does not cut the stopping short. */
function interruptible(): AbortController {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
  return abort;
}

function progress(): OnProgress {
  const began = performance.now();
  return (line) => {
    const seconds = Math.round((performance.now() - began) / 1000);
    console.error(`[${String(seconds).padStart(4)} s] ${line}`);
  };
}

async function stay({ stop, servers }: Started, interrupted: Promise<void>, onProgress: OnProgress) {
  const keepAlive = setInterval(() => {}, 2 ** 30);
  const died = Promise.race(servers.map((server) => server.end.then(() => server)));
  const dead = (await Promise.race([died, interrupted])) ?? undefined;
  const error = dead && serverFailed(dead, `${dead.name} ended (${dead.ended})`);
  onProgress("Stopping");
  // The log of one that died stays until the next start.
  await stop(dead !== undefined);
  onProgress("Stopped");
  clearInterval(keepAlive);
  if (error) throw error;
}

function guide({ record }: Started, detached: boolean): string {
  const kept = record.temporary ? "deleted at the end" : "kept";
  return [
    "",
    "Programs connect by the variables above; tests of this repository find the servers without them:",
    '  eval "$(npm run --silent stack env)"      in another terminal',
    "  npm run test:live",
    `Data and logs are in ${record.directory} (${kept}).`,
    detached ? "Stop it with npm run stack:stop." : "Ctrl-C stops it, and so does npm run stack:stop.",
  ].join("\n");
}

function toOptions(given: StartArguments): StackOptions {
  const trino = port(given["trino-port"], "--trino-port");
  const s3 = port(given["s3-port"], "--s3-port");
  return {
    ports: { ...(trino && { trino }), ...(s3 && { s3 }) },
    ...(given.data !== undefined && { dataDirectory: given.data }),
    ...(given.trino !== undefined && { trinoVersion: trinoVersion(given.trino, "--trino") }),
    ...(given.metastore !== undefined && { metastore: metastoreKind(given.metastore, "--metastore") }),
    ...(given.iceberg !== undefined && { icebergRest: rest(given.iceberg) }),
    ...(given["trino-memory"] !== undefined && { trinoMemory: given["trino-memory"] }),
  };
}

// With both set, this shell was prepared for a stack that may be long gone.
function store(onProgress: OnProgress): Pick<StackOptions, "s3"> {
  if (process.env.SLUICE_TRINO_URL) {
    onProgress("SLUICE_TRINO_URL is set here, and tests in this shell will use it instead of this stack");
    return {};
  }
  const { s3 } = fromEnvironment(process.env);
  if (s3) onProgress(`SLUICE_S3_ENDPOINT is set: Trino works on ${s3.endpoint}, and MinIO is not started`);
  return s3 ? { s3 } : {};
}

function port(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw invalid(`${option} ${text} is no port`, option, "A port is a number from 1 to 65535.");
}

function rest(text: string): boolean {
  if (text === "rest" || text === "file") return text === "rest";
  throw invalid(
    `there is no Iceberg catalog ${text}`,
    "--iceberg",
    "There is file, and rest: one more, iceberg_rest.",
  );
}
