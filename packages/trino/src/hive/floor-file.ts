import type { Snapshot } from "@sluice/sdk/plugin";
import { unlessThere } from "../unless-there.js";
import { createFloorTable, floorTable, registerFloors } from "./floor-statements.js";
import { fitInView, floorsOf, sinceBase } from "./floors.js";
import { floorColumns, qualified } from "./names.js";
import { partitionKey } from "./partition-key.js";
import type { Published } from "./published.js";
import { checkRegisteredAt } from "./registered-at.js";
import type { HiveSession } from "./session.js";
import { firstOfCommit } from "./snapshot-value.js";

/** The file of floors that the view of this snapshot needs beside its own text; none where that is enough. */
export function baseFor(snapshot: Snapshot, { base }: Published): number | "none" | "new" {
  const floors = floorsOf(snapshot);
  if (fitInView(floors.raised)) return "none";
  const usable = base !== undefined && base <= snapshot.number && fitInView(sinceBase(floors, base));
  return usable ? base : "new";
}

/**
 * Puts the floors of the snapshot into a file and makes it a partition of the table of floors, which a view can name by
 * the snapshot's number. Idempotent: what is in it follows from the log. It is never taken away, for a view that lacks its
 * floors would show what was replaced. `CATALOG_CONFLICT` if other floors are registered by that number.
 */
export async function writeFloors(session: HiveSession, snapshot: Snapshot): Promise<void> {
  const { asset, names, store, run, signal } = session;
  const folder = `${asset.key}/_floors`;
  const lines = floorsOf(snapshot).raised.map(({ partition, floor }) =>
    JSON.stringify({
      [floorColumns.key]: partitionKey(partition),
      [floorColumns.floor]: Number(firstOfCommit(floor)),
    }),
  );
  const body = Buffer.from(`${lines.join("\n")}\n`);
  await store.put(`${folder}/${snapshot.number}/floors.json`, body, {
    mode: "overwrite",
    contentType: "application/json",
    signal,
  });
  await unlessThere(run(createFloorTable(asset.key, names, `${store.locate(`${folder}/table`)}/`)));
  const location = store.locate(`${folder}/${snapshot.number}`);
  try {
    await run(registerFloors(names, snapshot.number, location));
  } catch (error) {
    const relation = qualified(names, floorTable(names));
    checkRegisteredAt(location, error, { relation, partition: `${floorColumns.base}=${snapshot.number}` });
  }
}
