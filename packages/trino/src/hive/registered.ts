import type { PartitionValues } from "@sluice/sdk/plugin";
import type { HiveSession } from "./session.js";
import { findPartitions } from "./statements.js";

/** A partition that the data table has. */
export interface Registered {
  readonly partition: PartitionValues;
  /** Value of the snapshot column. */
  readonly snapshot: bigint;
}

/** Every partition that the data table has. */
export async function registeredPartitions(session: HiveSession): Promise<Registered[]> {
  return (await registeredValues(session)).map((values) => ({
    partition: values.slice(0, -1),
    snapshot: BigInt(values.at(-1) ?? 0),
  }));
}

/** The values of each, as they are written in folders; the snapshot column last, where the table has one. */
export async function registeredValues({ asset, names, run }: HiveSession): Promise<PartitionValues[]> {
  const { rows } = await run(findPartitions(asset, names));
  return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
}
