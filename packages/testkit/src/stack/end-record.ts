import { readdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { endProcess, hasEnded, signalProcess } from "./process-identity.js";
import {
  allRecords,
  isLive,
  isOrphan,
  removeRecord,
  runDirectory,
  type StackRecord,
  sharedRecord,
} from "./record.js";
import { graceMillis } from "./server.js";

/** Ends the servers of a record, whoever started them, and forgets it. Only processes written down there are touched. */
export async function endServers(cache: string, record: StackRecord, keepDirectory = false): Promise<void> {
  await Promise.all(record.servers.map((server) => endProcess(server.identity, graceMillis)));
  // The path comes from a file, so it is deleted only where this package makes such folders.
  const ours = dirname(resolve(record.directory)) === resolve(runDirectory(cache));
  if (record.temporary && ours && !keepDirectory) {
    await rm(record.directory, { recursive: true, force: true });
  }
  await removeRecord(cache, record);
}

/** Ends what killed processes left behind, and deletes folders nobody uses. Returns how many stacks were ended. */
export async function endLeftovers(cache: string): Promise<number> {
  const folders = (await readdir(runDirectory(cache), { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(runDirectory(cache), entry.name));
  // Read after the folders: a record is always older than its folder.
  const records = await allRecords(cache);
  const orphans = records.filter(isOrphan);
  for (const orphan of orphans) await endServers(cache, orphan);
  const used = new Set(records.map((record) => record.directory));
  for (const folder of folders) if (!used.has(folder)) await rm(folder, { recursive: true, force: true });
  return orphans.length;
}

/** Ends the stack of `npm run stack`, through its starter when that lives. False: there is none. */
export async function endShared(cache: string): Promise<boolean> {
  const record = await sharedRecord(cache);
  if (record === undefined) return false;
  const live = isLive(record);
  // One that is to outlive its starter has it until it is ready: it may be fetching for minutes.
  if (!record.detached || record.phase === "starting") {
    signalProcess(record.owner, "SIGTERM");
    await hasEnded(record.owner, 2 * graceMillis);
  }
  // It may have started a server between that reading and its end.
  const left = (await sharedRecord(cache)) ?? record;
  if (left.id === record.id) await endServers(cache, left);
  return live;
}
