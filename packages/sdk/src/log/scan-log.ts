import { SluiceError } from "../error.js";
import type { ScanRequest } from "../plugin/catalog.js";
import type { Snapshot, SnapshotLog } from "../plugin/snapshot-log.js";

/** The snapshot a catalog that publishes by the log gives for a scan. */
export async function scanLog({ snapshot }: ScanRequest, log: SnapshotLog, asset: string): Promise<Snapshot> {
  const head = await log.head();
  if (snapshot === undefined || snapshot === head.number) return head;
  if (snapshot instanceof Date) {
    const number = await newestBy(snapshot, head.number, log);
    if (number > 0) return log.at(number);
  } else if (Number.isInteger(snapshot) && snapshot > 0 && snapshot < head.number) return log.at(snapshot);
  throw notFound(asset, snapshot, head.number);
}

/** The newest commit up to `head` that says it was made by then; 0 if none was. Clocks are taken to run forward. */
async function newestBy(time: Date, head: number, log: SnapshotLog): Promise<number> {
  let [low, high] = [0, head + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const [commit] = await log.commits(middle - 1, middle);
    if (commit !== undefined && Date.parse(commit.committedAt) <= time.getTime()) low = middle;
    else high = middle;
  }
  return low;
}

function notFound(asset: string, wanted: number | Date, newest: number): SluiceError {
  const isTime = wanted instanceof Date;
  const text = isTime
    ? Number.isNaN(wanted.getTime())
      ? "an invalid Date"
      : wanted.toISOString()
    : String(wanted);
  return new SluiceError("SNAPSHOT_NOT_FOUND", {
    message: isTime ? `${asset} has no snapshot as old as ${text}.` : `${asset} has no snapshot ${text}.`,
    details: { asset, wanted: text, newest },
    hint: `Its snapshots are ${newest === 0 ? "none" : `1 to ${newest}`}; io.snapshots(asset) lists them.`,
  });
}
