import type { PartitionValues, Snapshot } from "@sluice/sdk/plugin";
import { registerAll } from "./register.js";
import { registrationsOf } from "./registrations.js";
import type { HiveSession } from "./session.js";
import { findPartitions } from "./statements.js";

/** A partition that the data table has. */
export interface Registered {
  readonly partition: PartitionValues;
  /** Value of the snapshot column. */
  readonly snapshot: bigint;
}

/** Every partition that the data table has. */
export async function registeredPartitions({ asset, names, run }: HiveSession): Promise<Registered[]> {
  const { rows } = await run(findPartitions(asset, names));
  return rows.map((row) => {
    const texts = row.map((value) => (value === null ? null : String(value)));
    return { partition: texts.slice(0, -1), snapshot: BigInt(texts.at(-1) ?? 0) };
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
