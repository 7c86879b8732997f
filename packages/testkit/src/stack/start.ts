import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { SluiceError } from "@sluice/sdk";
import { cacheDirectory } from "./cache.js";
import { endLeftovers, endServers } from "./end-record.js";
import { toEnvironment } from "./environment.js";
import { launchServers } from "./launch-servers.js";
import { identifyProcess, signalProcess } from "./process-identity.js";
import { addRecord, allRecords, isLive, runDirectory, type StackRecord, updateRecord } from "./record.js";
import type { Server } from "./server.js";
import type { Stack, StackOptions, StoreStack } from "./stack.js";
import { wantedTrino } from "./wanted-stack.js";

/** Who a stack is for. */
export interface Purpose {
  readonly shared: boolean;
  readonly detached: boolean;
}

/** A stack and its servers, as the process that started them sees them. */
export interface Started {
  readonly stack: StoreStack & Partial<Stack>;
  readonly servers: readonly Server[];
  readonly record: StackRecord;
  /** As the stack's own, but can leave data and logs for someone to look at. */
  stop(keepDirectory?: boolean): Promise<void>;
}

/** Installs and starts servers, and answers when they are ready. What fails leaves no server behind, only its log. */
export async function start(options: StackOptions, purpose: Purpose): Promise<Started> {
  const environment = options.environment ?? process.env;
  const cache = cacheDirectory(environment);
  const id = randomUUID();
  const { dataDirectory } = options;
  let record: StackRecord = {
    id,
    owner: identifyProcess(process.pid)!,
    ...purpose,
    phase: "starting",
    ...(options.services?.includes("trino") !== false && { trino: wantedTrino(options, environment) }),
    directory: dataDirectory === undefined ? join(runDirectory(cache), id) : resolve(dataDirectory),
    temporary: dataDirectory === undefined,
    servers: [],
    environment: {},
  };
  await endLeftovers(cache);
  await enter(cache, record);

  const servers: Server[] = [];
  // For a process that ends without `stop`, as a test run does that calls process.exit.
  const onExit = () => {
    for (const { identity } of servers) signalProcess(identity, "SIGTERM");
  };
  if (!purpose.detached) process.once("exit", onExit);
  let stopping: Promise<void> | undefined;
  let written = Promise.resolve();
  const stop = (keepDirectory = false) => {
    stopping ??= endServers(cache, record, keepDirectory).finally(() => process.off("exit", onExit));
    return stopping;
  };
  try {
    const found = await launchServers(options, {
      environment,
      cache,
      directory: record.directory,
      onLaunch: async (server, address) => {
        servers.push(server);
        const { name, identity, log } = server;
        record = { ...record, servers: [...record.servers, { name, identity, log, address }] };
        // Servers that start at once are written down one after another, so that none is forgotten.
        written = written.then(() => updateRecord(cache, record));
        await written;
      },
    });
    record = { ...record, phase: "ready", environment: toEnvironment(found) };
    await updateRecord(cache, record);
    const dispose = () => stop();
    const stack = {
      ...found,
      environment: record.environment,
      stop: dispose,
      [Symbol.asyncDispose]: dispose,
    };
    return { stack, servers, record, stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}

// The record is there before the first process is.
async function enter(cache: string, record: StackRecord): Promise<void> {
  const inTheWay = await addRecord(cache, record);
  if (inTheWay !== undefined) {
    throw new SluiceError("STACK_RUNNING", {
      message: `a stack is already ${inTheWay.phase === "ready" ? "running" : "starting"} on this machine (process ${inTheWay.owner.pid})`,
      details: { owner: inTheWay.owner.pid },
      hint: "Use it: `npm run --silent stack env` prints how. Or end it: `npm run stack:stop`.",
    });
  }
  const others = (await allRecords(cache)).filter(({ id }) => id !== record.id);
  const sharing = others.find((other) => other.directory === record.directory && isLive(other));
  if (sharing === undefined) return;
  await endServers(cache, record, true);
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${record.directory} is the data directory of a running stack (process ${sharing.owner.pid})`,
    details: { option: "dataDirectory" },
    hint: "Choose another one.",
  });
}
