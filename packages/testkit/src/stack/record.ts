import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { claim, readClaim, replaceFile } from "./claim.js";
import { isRunning, type ProcessIdentity } from "./process-identity.js";
import type { WantedTrino } from "./wanted-stack.js";

/** What is written down about a stack, so that another process can find it, use it and end it. */
export interface StackRecord {
  readonly id: string;
  /** The process that started it. */
  readonly owner: ProcessIdentity;
  /** Started for everybody on this machine, by `npm run stack`. There is at most one. */
  readonly shared: boolean;
  /** Meant to outlive its owner. */
  readonly detached: boolean;
  readonly phase: "starting" | "ready";
  /** What its Trino is, where it has one. */
  readonly trino?: WantedTrino;
  readonly directory: string;
  /** The directory is deleted with the stack. */
  readonly temporary: boolean;
  readonly servers: readonly {
    readonly name: string;
    readonly identity: ProcessIdentity;
    readonly log: string;
    readonly address: string;
  }[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The folder of all records, and of the data of stacks that were given no folder. */
export const runDirectory = (cache: string) => join(cache, "run");

const pathOf = (cache: string, { shared, id }: Pick<StackRecord, "shared" | "id">) =>
  join(runDirectory(cache), `${shared ? "shared" : id}.json`);

/** A stack that is starting under a live owner, or has a server left. */
export function isLive(record: StackRecord): boolean {
  if (record.servers.some((server) => isRunning(server.identity))) return true;
  return record.phase === "starting" && isRunning(record.owner);
}

/** Servers whose starter is gone without having ended them. */
export function isOrphan(record: StackRecord): boolean {
  return !record.shared && !isRunning(record.owner);
}

/** Puts a record in place; undefined when that is done, else the live shared stack that is in the way. */
export function addRecord(cache: string, record: StackRecord): Promise<StackRecord | undefined> {
  return claim(pathOf(cache, record), record, isLive);
}

export function updateRecord(cache: string, record: StackRecord): Promise<void> {
  return replaceFile(pathOf(cache, record), record);
}

/** Removes a record, unless another stack has taken its place. */
export async function removeRecord(cache: string, record: StackRecord): Promise<void> {
  const path = pathOf(cache, record);
  const found = await readClaim<StackRecord>(path);
  if (found?.id === record.id) await rm(path, { force: true });
}

/** The record of `npm run stack`, live or not. */
export function sharedRecord(cache: string): Promise<StackRecord | undefined> {
  return readClaim<StackRecord>(pathOf(cache, { shared: true, id: "" }));
}

export async function allRecords(cache: string): Promise<StackRecord[]> {
  const names = await readdir(runDirectory(cache)).catch(() => []);
  const records = names
    .filter((name) => name.endsWith(".json"))
    .map((name) => readClaim<StackRecord>(join(runDirectory(cache), name)));
  return (await Promise.all(records)).filter((record) => record !== undefined);
}
