import { type CatalogPlan, type PlannedWrite, partitionPath } from "@sluice/sdk/plugin";
import type { TimestampPrecision } from "@sluice/type-mapping";
import { lookAtColumns } from "../extend.js";
import { probeAddress } from "../prepare.js";
import type { HiveSession } from "../session.js";
import {
  addColumn,
  createDataTable,
  createSchema,
  dropDataTable,
  registerPartition,
  schemaHash,
  unregisterPartition,
} from "../statements.js";
import { plainColumns } from "./plain-names.js";
import { lookAtTable } from "./plain-tables.js";

/** What readers of a plain table have to live with. */
export const gapText =
  "a plain table has no moment at which a write becomes visible: partitions change one by one, and each is missing between two statements";

/** The statements that a store of `write` would run now, found out by reading. */
export async function planTable(
  write: PlannedWrite,
  session: HiveSession,
  precision: TimestampPrecision,
): Promise<CatalogPlan> {
  const { asset, names, location } = session;
  const owner = await lookAtTable(session);
  const made = owner === undefined ? [createSchema(names), createDataTable(asset, names, location)] : [];
  const changed = owner !== undefined && owner.schema !== schemaHash(asset);
  const added = changed
    ? (await lookAtColumns(session)).missing.map((column) => addColumn(names, column))
    : [];
  const notes = plainColumns(asset, precision).flatMap(({ column, note }) =>
    note === undefined ? [] : [`${column}: ${note}`],
  );
  return {
    statements: [...made, ...(await probes(session)), ...added, ...(await shows(write, session))],
    notes: [gapText, ...notes],
  };
}

/** Whether this server registers partitions is found out before the first commit. */
async function probes(session: HiveSession): Promise<string[]> {
  if (session.asset.partitions.length === 0 || (await session.log.head()).number > 0) return [];
  const { address, location } = probeAddress(session);
  return [registerPartition(address, location), unregisterPartition(address)];
}

async function shows({ added }: PlannedWrite, session: HiveSession): Promise<string[]> {
  const { asset, names, location, store } = session;
  if (asset.partitions.length === 0) {
    const [only] = added;
    const shown = only && store.locate(only.folder);
    return [dropDataTable(names), createDataTable(asset, names, location, shown)];
  }
  const { live } = await session.log.head();
  const pathOf = (partition: PlannedWrite["added"][number]["partition"]): string =>
    partitionPath(asset.partitions, partition);
  const there = new Set(live.filter(({ writes }) => writes.length > 0).map((each) => pathOf(each.partition)));
  return added.flatMap(({ partition, folder }) => {
    const address = { asset, names, partition };
    const register = registerPartition(address, store.locate(folder));
    return there.has(pathOf(partition)) ? [unregisterPartition(address), register] : [register];
  });
}
