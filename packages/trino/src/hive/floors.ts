import type { LivePartition, Snapshot } from "@sluice/sdk/plugin";

/** So many floors, or so many characters of their keys, stand in the view itself; metastores limit its text. */
export const mostFloors = 400;
const mostCharacters = 8_000;

/** What the view of a snapshot has to hide, by numbers of commits. */
export interface Floors {
  /** Everything older is hidden in every partition. 0: nothing is. */
  readonly common: number;
  /** Partitions in which more is hidden. */
  readonly raised: readonly LivePartition[];
}

/**
 * The floors of a snapshot. Where every live write is newer than a number, that number serves all partitions: a table
 * whose partitions are all replaced now and then needs few floors of their own.
 */
export function floorsOf(snapshot: Snapshot): Floors {
  const oldest = snapshot.live.reduce(
    (least, { writes }) => writes.reduce((lowest, { commit }) => Math.min(lowest, commit), least),
    Number.POSITIVE_INFINITY,
  );
  const hides = snapshot.floor > 0 || snapshot.live.some(({ floor }) => floor > 0);
  const common = hides && Number.isFinite(oldest) ? Math.max(snapshot.floor, oldest) : snapshot.floor;
  return { common, raised: snapshot.live.filter(({ floor }) => floor > common) };
}

/** Whether these floors can stand in a view. */
export function fitInView(raised: readonly LivePartition[]): boolean {
  if (raised.length > mostFloors) return false;
  let characters = 0;
  for (const { partition } of raised) for (const text of partition) characters += text?.length ?? 0;
  return characters <= mostCharacters;
}

/** The floors that a file of the floors of snapshot `base` does not have. */
export function sinceBase({ raised }: Floors, base: number): LivePartition[] {
  return raised.filter(({ floor }) => floor > base);
}
