import type { LivePartition, LiveWrite } from "../plugin/snapshot-log.js";

/** A live partition whose writes are made when they are first asked for. */
export function partitionWith(
  { partition, floor, edited }: Omit<LivePartition, "writes">,
  make: () => readonly LiveWrite[],
): LivePartition {
  let made: readonly LiveWrite[] | undefined;
  return {
    partition,
    floor,
    ...(edited === undefined ? {} : { edited }),
    get writes() {
      made ??= make();
      return made;
    },
  };
}
