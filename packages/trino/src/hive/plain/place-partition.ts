import { SluiceError } from "@sluice/sdk";
import { type PartitionValues, partitionPath } from "@sluice/sdk/plugin";
import { isTrinoError } from "../../client/index.js";
import { qualified } from "../names.js";
import { isRegisteredAt } from "../registered-at.js";
import type { HiveSession } from "../session.js";
import { registerPartition, unregisterPartition } from "../statements.js";

/** Another publisher can put its own folder there between two statements. */
const tries = 5;
/** What hangs must not arrive much later, over something newer. */
const brief = { query_max_run_time: "60s" };

/** Makes the partition show that folder. Idempotent. Between taking a folder away and putting the other, there is none. */
export async function placePartition(
  session: HiveSession,
  partition: PartitionValues,
  folder: string,
): Promise<void> {
  const { asset, names, store, run } = session;
  const location = store.locate(folder);
  for (let attempt = 1; attempt <= tries; attempt++) {
    try {
      return void (await run(registerPartition({ asset, names, partition }, location), brief));
    } catch (error) {
      if (!isTrinoError(error, "ALREADY_EXISTS")) throw error;
      if (isRegisteredAt(error, location)) return;
    }
    await removePartition(session, partition);
  }
  const relation = qualified(names, names.data);
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `Partition ${partitionPath(asset.partitions, partition)} of ${relation} does not keep the location ${location}.`,
    details: { relation },
    hint: "Something else registers partitions there. When it has ended, call io.republish(asset).",
  });
}

/** Taking away what is not there succeeds. */
export async function removePartition(
  { asset, names, run }: HiveSession,
  partition: PartitionValues,
): Promise<void> {
  try {
    await run(unregisterPartition({ asset, names, partition }), brief);
  } catch (error) {
    if (!isTrinoError(error, "NOT_FOUND")) throw error;
  }
}
