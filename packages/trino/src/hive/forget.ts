import { type Commit, mapConcurrent } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { lookAtTables } from "./prepare.js";
import { registrationsOf } from "./registrations.js";
import type { HiveSession } from "./session.js";
import { unregisterPartition } from "./statements.js";

/** Unregistrations under way at once; the metastore takes them one after another anyway. */
const concurrency = 4;

/** Unregisters the partitions of those folders. No view shows them any more. */
export async function forgetFolders(
  folders: ReadonlySet<string>,
  commits: readonly Commit[],
  session: HiveSession,
): Promise<void> {
  if ((await lookAtTables(session)).data === undefined) return;
  const { asset, names, run } = session;
  const registered = registrationsOf(commits).filter(({ folder }) => folders.has(folder));
  await mapConcurrent(registered, concurrency, async ({ partition, snapshot }) => {
    try {
      await run(unregisterPartition({ asset, names, partition, snapshot }));
    } catch (error) {
      if (!isTrinoError(error, "NOT_FOUND")) throw error;
    }
  });
}
