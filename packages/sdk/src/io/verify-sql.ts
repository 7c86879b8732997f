import { isTable } from "../asset/family.js";
import { isSluiceError, plainMessage, SluiceError } from "../error.js";
import type { Receipt } from "../flow/receipt.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Snapshot } from "../plugin/snapshot-log.js";
import { sql } from "../sql.js";
import type { Lake } from "./lake.js";

/** `CAPABILITY_MISSING` if no engine could count the rows. */
export function checkCountable(lake: Lake, asset: AssetDescription): void {
  const catalog = lake.catalogOf(asset);
  if (isTable(asset) && catalog.query !== undefined) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} cannot be counted in SQL: ${catalog.name} does not show it.`,
    details: { capability: "query", plugin: catalog.name },
    hint: 'Store it with { verify: "checksum" }.',
  });
}

/**
 * Counts the rows of the table through the engine. `VERIFY_FAILED` if they are those of no snapshot there was meanwhile.
 * Does not heed the caller's signal: the store is committed.
 */
export async function verifySql(lake: Lake, asset: AssetDescription, receipt: Receipt): Promise<void> {
  const log = lake.logOf(asset);
  const found = await counted(lake, asset, receipt);
  const head = await log.head();
  const expected: string[] = [];
  for (let number = receipt.snapshot; number <= head.number; number++) {
    const rows = rowsOf(await log.at(number));
    if (found === rows) return;
    expected.push(`${rows} rows in snapshot ${number}`);
  }
  const relation = receipt.relation ?? asset.key;
  const [sent = ""] = expected;
  throw new SluiceError("VERIFY_FAILED", {
    message: `${relation} has ${found} rows in SQL; ${asset.key} has ${expected.join(", ")}.`,
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

async function counted(lake: Lake, asset: AssetDescription, receipt: Receipt): Promise<number> {
  const { catalog, store } = lake;
  try {
    const statement = sql`SELECT count(*) FROM ${{ description: asset } as never}`;
    const result = await catalog.query?.(statement, { store, open: (each) => lake.contextOf(each) });
    for await (const [row] of result?.rows ?? []) return Number(row?.[0]);
    return 0;
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

function rowsOf({ live }: Snapshot): number {
  const files = live.flatMap(({ writes }) => writes.flatMap((write) => write.files));
  return files.reduce((sum, file) => sum + file.rows, 0);
}
