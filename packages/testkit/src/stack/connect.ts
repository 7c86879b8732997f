import { SluiceError } from "@sluice/sdk";
import { cacheDirectory } from "./cache.js";
import { fromEnvironment, type NamedServers, required, toEnvironment } from "./environment.js";
import { checkAborted } from "./errors.js";
import { isRunning } from "./process-identity.js";
import { isLive, type StackRecord, sharedRecord } from "./record.js";
import { checkBucket } from "./s3.js";
import type { Stack, StackOptions, StoreStack, StoreStackOptions } from "./stack.js";
import { start } from "./start.js";
import { runStatement } from "./statement.js";
import type { Environment } from "./tools.js";
import { pause } from "./until.js";
import { wantedTrino } from "./wanted-stack.js";

const own = { shared: false, detached: false };

/** Starts servers for this process. They end with `stop`, or at the latest with the process. */
export function startStack(options: StoreStackOptions): Promise<StoreStack>;
export function startStack(options?: StackOptions): Promise<Stack>;
export async function startStack(options: StackOptions = {}): Promise<StoreStack> {
  return (await start(options, own)).stack;
}

/**
 * Servers to test against: those the `SLUICE_…` variables name, else those of a running `npm run stack` if it is of the
 * release and with the metastore that are asked for, else new ones. With SLUICE_S3_ENDPOINT and no SLUICE_TRINO_URL, a Trino is started over that store.
 */
export function connectStack(options: StoreStackOptions): Promise<StoreStack>;
export function connectStack(options?: StackOptions): Promise<Stack>;
export async function connectStack(options: StackOptions = {}): Promise<StoreStack> {
  const environment = options.environment ?? process.env;
  const needsTrino = options.services?.includes("trino") ?? true;
  const named = fromEnvironment(environment);
  if (needsTrino && named.trino && !named.s3) required(environment, "SLUICE_S3_ENDPOINT", "SLUICE_TRINO_URL");
  if (named.s3) {
    if (!needsTrino || named.trino) return connected(named);
    return startStack({ ...options, s3: named.s3, services: ["trino"] });
  }
  const shared = await readyShared(cacheDirectory(environment), options);
  if (shared) {
    const servers = fromEnvironment(shared.environment);
    if (!needsTrino || (servers.trino && fits(shared, options, environment))) return connected(servers);
  }
  if (options.start === false) throw nothingRuns();
  return startStack(options);
}

/** Whether the running stack is what was asked for, where something was. */
function fits({ trino }: StackRecord, options: StackOptions, environment: Environment): boolean {
  const wanted = wantedTrino(options, environment);
  const says = (option: unknown, variable?: string) => option !== undefined || !!variable;
  if (options.catalogs !== undefined) return false;
  if (trino === undefined) return false;
  if (options.icebergRest === true && !trino.icebergRest) return false;
  const { SLUICE_TRINO_VERSION: version, SLUICE_METASTORE: metastore } = environment;
  if (says(options.trinoVersion, version) && trino.version !== wanted.version) return false;
  return !says(options.metastore, metastore) || trino.metastore === wanted.metastore;
}

function nothingRuns(): SluiceError {
  return new SluiceError("STACK_NOT_RUNNING", {
    message: "no stack is running, and no SLUICE_… variables name servers",
    details: {},
    hint: "Start one with `npm run stack`, in another terminal or with --detach.",
  });
}

/** The stack of `npm run stack`, once it is ready; undefined when there is none. */
export async function readyShared(
  cache: string,
  { onProgress, signal }: Pick<StackOptions, "onProgress" | "signal">,
): Promise<StackRecord | undefined> {
  for (let waited = false; ; waited = true) {
    checkAborted(signal);
    const record = await sharedRecord(cache);
    if (record === undefined || !isLive(record)) return undefined;
    if (record.phase === "ready") return whole(record);
    if (!waited) onProgress?.(`Process ${record.owner.pid} is starting a stack; waiting for it`);
    await pause(500);
  }
}

function whole(record: StackRecord): StackRecord {
  const dead = record.servers.find(({ identity }) => !isRunning(identity));
  if (dead === undefined) return record;
  throw new SluiceError("STACK_FAILED", {
    message: `${dead.name} of the running stack has ended`,
    details: { server: dead.name, log: dead.log },
    hint: `Read ${dead.log}, then \`npm run stack:stop\` and \`npm run stack\`.`,
  });
}

// Nothing here is ours to end.
async function connected(servers: NamedServers): Promise<StoreStack & Partial<Stack>> {
  const { s3, trino } = servers;
  await checkBucket(s3!);
  if (trino) await checkTrino(trino.url);
  const stop = async () => {};
  return {
    s3: s3!,
    ...(trino && { trino }),
    environment: toEnvironment(servers),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function checkTrino(url: string): Promise<void> {
  try {
    await runStatement(url, "SELECT 1");
  } catch (cause) {
    throw new SluiceError("ENGINE_UNREACHABLE", {
      message: `no Trino answers at ${url}`,
      details: { server: url },
      hint: "SLUICE_TRINO_URL names it. Start that server, or unset SLUICE_TRINO_URL and SLUICE_S3_ENDPOINT.",
      retryable: true,
      cause,
    });
  }
}
