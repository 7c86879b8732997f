import { isTable } from "../asset/family.js";
import { isSluiceError, plainMessage, SluiceError } from "../error.js";
import type { Receipt } from "../flow/receipt.js";
import { filesTell } from "../log/edited.js";
import type { StoredSnapshotLog } from "../log/snapshot-log.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Snapshot, WriteMode } from "../plugin/snapshot-log.js";
import { sql } from "../sql.js";
import type { Lake } from "./lake.js";

/** `CAPABILITY_MISSING` if no engine could count the rows. */
export function checkCountable(lake: Lake, asset: AssetDescription, mode: WriteMode): void {
  const catalog = lake.catalogOf(asset);
  if (mode === "upsert") {
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `The rows of ${asset.key} cannot be counted after an upsert: how many of its rows are new is not known.`,
      details: { capability: 'verify: "sql"', plugin: "@sluice/sdk" },
      hint: 'Store it with { verify: "checksum" }.',
    });
  }
  if (isTable(asset) && catalog.query !== undefined) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} cannot be counted in SQL: ${catalog.name} does not show it.`,
    details: { capability: "query", plugin: catalog.name },
    hint: 'Store it with { verify: "checksum" }.',
  });
}

/**
 * Counts the rows of the table through the engine. `VERIFY_FAILED` if they are those of no snapshot there was meanwhile,
 * `PUBLISH_INCOMPLETE` if that cannot be said. Does not heed the caller's signal: the store is committed.
 */
export async function verifySql(lake: Lake, asset: AssetDescription, receipt: Receipt): Promise<void> {
  const { found, others } = await compared(lake, asset, receipt);
  if (others === undefined) return;
  const relation = receipt.relation ?? asset.key;
  const [sent = ""] = others;
  throw new SluiceError("VERIFY_FAILED", {
    message: `${relation} has ${found} rows in SQL; ${asset.key} has ${others.join(", ")}.`,
    details: {
      asset: asset.key,
      file: relation,
      sent,
      found: `${found} rows`,
      committed: true,
      snapshot: receipt.snapshot,
      receipt,
    },
    hint:
      receipt.snapshot > 1
        ? `It is committed. io.rollback(asset, { to: ${receipt.snapshot - 1} }) takes it back; io.republish(asset) shows it again.`
        : "It is committed. io.republish(asset) shows it again.",
  });
}

async function compared(
  lake: Lake,
  asset: AssetDescription,
  receipt: Receipt,
): Promise<{ readonly found: number; readonly others: readonly string[] | undefined }> {
  try {
    const found = await counted(lake, asset);
    return { found, others: await otherCounts(found, receipt.snapshot, lake.logOf(asset)) };
  } catch (cause) {
    const { snapshot } = receipt;
    throw new SluiceError("PUBLISH_INCOMPLETE", {
      message: `Snapshot ${snapshot} of ${asset.key} is committed and loads, but could not be counted in SQL: ${isSluiceError(cause) ? plainMessage(cause) : String(cause)}`,
      details: { asset: asset.key, committed: true, snapshot, receipt },
      hint: "Do not store it again. Call io.republish(asset), and count when the engine answers.",
      cause,
    });
  }
}

async function counted(lake: Lake, asset: AssetDescription): Promise<number> {
  const { catalog, store } = lake;
  const statement = sql`SELECT count(*) FROM ${{ description: asset } as never}`;
  const result = await catalog.query?.(statement, { store, open: (each) => lake.contextOf(each) });
  for await (const [row] of result?.rows ?? []) return Number(row?.[0]);
  return 0;
}

/** How many rows each snapshot from `first` on has that was not swept; `undefined` if one of them has that many. */
async function otherCounts(
  found: number,
  first: number,
  log: StoredSnapshotLog,
): Promise<readonly string[] | undefined> {
  const { number: newest } = await log.head();
  const others: string[] = [];
  // What SQL shows is most often the newest.
  for (let number = newest; number >= first; number--) {
    const snapshot = await unlessExpired(log.at(number));
    if (snapshot === undefined) break;
    // How many rows that one has, the engine alone knows.
    if (!filesTell(snapshot.live)) return undefined;
    const rows = rowsOf(snapshot);
    if (rows === found) return undefined;
    others.unshift(`${rows} rows in snapshot ${number}`);
  }
  return others;
}

async function unlessExpired(reading: Promise<Snapshot>): Promise<Snapshot | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isSluiceError(error, "SNAPSHOT_EXPIRED")) return undefined;
    throw error;
  }
}

function rowsOf({ live }: Snapshot): number {
  const files = live.flatMap(({ writes }) => writes.flatMap((write) => write.files));
  return files.reduce((sum, file) => sum + file.rows, 0);
}
