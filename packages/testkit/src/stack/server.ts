import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { serverFailed } from "./errors.js";
import { endProcess, identifyProcess, type ProcessIdentity } from "./process-identity.js";

export interface ServerCommand {
  readonly name: "minio" | "metastore" | "iceberg-rest" | "trino";
  readonly command: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where its output goes. Nothing else writes there. */
  readonly log: string;
}

/** A server this process started. */
export interface Server {
  readonly name: ServerCommand["name"];
  readonly log: string;
  readonly identity: ProcessIdentity;
  /** How it ended, in words; undefined while it runs. */
  readonly ended: string | undefined;
  /** Resolves with `ended`. */
  readonly end: Promise<string>;
  /** Resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a server in a session of its own, so that Ctrl-C reaches it through `stop` only. */
export async function launch({
  name,
  command,
  args,
  directory,
  environment,
  log,
}: ServerCommand): Promise<Server> {
  const output = openSync(log, "a", 0o600);
  const child = spawn(command, args, {
    cwd: directory,
    env: { ...environment },
    stdio: ["ignore", output, output],
    detached: true,
  });
  closeSync(output);
  let ended: string | undefined;
  const end = new Promise<string>((resolve) => {
    const done = (how: string) => {
      ended = how;
      resolve(how);
    };
    child.once("error", (error) => done(error.message));
    child.once("exit", (code, signal) => done(signal === null ? `exit code ${code}` : `by ${signal}`));
  });
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity === undefined) throw serverFailed({ name, log }, `${name} did not start (${await end})`);
  child.unref();
  return {
    name,
    log,
    identity,
    end,
    get ended() {
      return ended;
    },
    async stop() {
      if (ended === undefined) await endProcess(identity, graceMillis);
    },
  };
}

/** How long a server may take to end before it is killed. */
export const graceMillis = 20_000;
