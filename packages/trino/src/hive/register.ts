import { mapConcurrent, partitionPath } from "@sluice/sdk/plugin";
import { qualified } from "./names.js";
import { checkRegisteredAt } from "./registered-at.js";
import type { Registration } from "./registrations.js";
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
