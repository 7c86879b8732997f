import { SluiceError } from "@sluice/sdk";
import { endLeftovers, endShared } from "./end-record.js";
import { exportLines } from "./environment.js";
import { isRunning } from "./process-identity.js";
import { allRecords, isLive, isOrphan, sharedRecord } from "./record.js";

/** `stack stop` */
export async function stopShared(cache: string): Promise<void> {
  const stopped = await endShared(cache);
  const leftovers = await endLeftovers(cache);
  console.log(stopped ? "The stack is stopped." : "No stack is running.");
  if (leftovers > 0) console.log(`Ended ${leftovers} that a killed process had left behind.`);
}

/** `stack env` */
export async function printEnvironment(cache: string): Promise<void> {
  const record = await sharedRecord(cache);
  if (record === undefined || !isLive(record) || record.phase !== "ready") throw notRunning(record?.phase);
  console.log(exportLines(record.environment).join("\n"));
}

/** `stack status` */
export async function printStatus(cache: string): Promise<void> {
  const records = (await allRecords(cache)).filter(isLive);
  if (records.length === 0) console.log("No stack is running.");
  for (const record of records) {
    const whose = record.shared ? "of npm run stack" : isOrphan(record) ? "left behind" : "of one program";
    console.log(`${record.phase}, ${whose}, process ${record.owner.pid}, data in ${record.directory}`);
    for (const { name, identity, address, log } of record.servers) {
      const state = isRunning(identity) ? `process ${identity.pid}` : "ended";
      console.log(`  ${name.padEnd(12)} ${address}  ${state}  ${log}`);
    }
  }
}

function notRunning(phase: string | undefined): SluiceError {
  return new SluiceError("STACK_NOT_RUNNING", {
    message: phase === "starting" ? "the stack is still starting" : "no stack is running",
    details: {},
    hint: "Start it: `npm run stack`, or `npm run stack -- --detach`.",
  });
}
