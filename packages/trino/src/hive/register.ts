import { mapConcurrent, partitionPath, type Snapshot } from "@sluice/sdk/plugin";
import { qualified } from "./names.js";
import { type Registered, registeredPartitions } from "./registered.js";
import { checkRegisteredAt } from "./registered-at.js";
import { type Registration, registrationsOf } from "./registrations.js";
import type { HiveSession } from "./session.js";
import { registerPartition } from "./statements.js";

/** Registrations under way at once; the metastore takes them one after another anyway. */
const concurrency = 4;

/** Makes every folder a partition of the data table. What is there already, at that folder, stays. */
export async function registerAll(folders: readonly Registration[], session: HiveSession): Promise<void> {
  await mapConcurrent(folders, concurrency, async ({ partition, folder, snapshot }) => {
    const { asset, names, store, run } = session;
    const location = store.locate(folder);
    try {
      await run(registerPartition({ asset, names, partition, snapshot }, location));
    } catch (error) {
      // Another publisher may have helped first.
      checkRegisteredAt(location, error, {
        relation: qualified(names, names.data),
        partition: `${partitionPath(asset.partitions, partition)} with ${names.snapshotColumn}=${snapshot}`,
      });
    }
  });
}

/**
 * Registers what the snapshot shows and the table lacks: somebody may have taken it away, or have put an older state of the
 * metastore back.
 */
export async function registerLacking(session: HiveSession, head: Snapshot): Promise<void> {
  const live = head.live.flatMap(({ writes }) => writes);
  if (live.length === 0) return;
  const folders = new Set(live.map(({ folder }) => folder));
  const oldest = live.reduce((least, { commit }) => Math.min(least, commit), head.number);
  const keyOf = ({ partition, snapshot }: Registered): string =>
    JSON.stringify([...partition, String(snapshot)]);
  const there = new Set((await registeredPartitions(session)).map(keyOf));
  const wanted = registrationsOf(await session.log.commits(oldest - 1, head.number));
  await registerAll(
    wanted.filter((each) => folders.has(each.folder) && !there.has(keyOf(each))),
    session,
  );
}
