import type { AssetDescription, CatalogContext, ObjectStore, SnapshotLog } from "@sluice/sdk/plugin";
import { hiveNames } from "../src/hive/names.js";
import { type HiveSession, hiveSession } from "../src/hive/session.js";
import type { FakeClient } from "./fake-client.js";
import { sharedStore } from "./fake-iceberg.js";

export const options = { server: "http://fake", user: "u", catalog: "hive", schema: "lake" };

interface Given {
  readonly store?: ObjectStore;
  readonly log?: Partial<SnapshotLog>;
  readonly signal?: AbortSignal;
}

/** What a catalog is given for one asset. Its log has what the test says. */
export function fakeContext(
  asset: AssetDescription,
  { store = sharedStore(), log = {}, signal }: Given = {},
): CatalogContext {
  return {
    asset,
    store,
    log: log as SnapshotLog,
    signal,
    emit: () => {},
    read: () => {
      throw new Error("not here");
    },
  };
}

/** The session of an asset that is published as a view. */
export function fakeSession(client: FakeClient, asset: AssetDescription, given?: Given): HiveSession {
  return hiveSession(fakeContext(asset, given), client, hiveNames(asset, options), { tidyAfterMillis: 1000 });
}
