import type { CatalogPlan, PlannedWrite } from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";
import { lookAtColumns } from "./extend.js";
import { checkedOwner, type FoundTables, lookAtTables, probeAddress } from "./prepare.js";
import type { HiveSession } from "./session.js";
import { snapshotValue } from "./snapshot-value.js";
import {
  addColumn,
  commentColumn,
  commentDataTable,
  createDataTable,
  createSchema,
  registerPartition,
  schemaHash,
  unregisterPartition,
} from "./statements.js";
import { createView } from "./view.js";

/** The statements that a store of `write` would run now, found out by reading. */
export async function planPublish(write: PlannedWrite, session: HiveSession): Promise<CatalogPlan> {
  const { asset, names, store } = session;
  const found = await lookAtTables(session);
  const tables = found.data === undefined ? newTable(session) : await extended(session, found.data);
  const shown = found.shown === undefined ? await firstView(session) : [];
  const registered = write.added.map(({ partition, folder }) =>
    registerPartition(
      { asset, names, partition, snapshot: snapshotValue(write.next.number, 0) },
      store.locate(folder),
    ),
  );
  return {
    statements: [...tables, ...shown, ...registered, createView(asset, write.next, names)],
    notes: describeMapping(asset.schema, "hive").flatMap(({ column, note }) =>
      note === undefined ? [] : [`${column}: ${note}`],
    ),
  };
}

function newTable({ asset, names, location }: HiveSession): string[] {
  return [createSchema(names), createDataTable(asset, names, location)];
}

async function extended(session: HiveSession, data: NonNullable<FoundTables["data"]>): Promise<string[]> {
  const { asset, names, location } = session;
  const owner = await checkedOwner(session, data);
  if (owner.schema === schemaHash(asset)) return [];
  const { missing, commented } = await lookAtColumns(session);
  return [
    ...commented.map((column) => commentColumn(names, column)),
    ...missing.map((column) => addColumn(names, column)),
    commentDataTable(asset, names, location),
  ];
}

/** Whether this server registers partitions and makes views is found out before the first commit. */
async function firstView(session: HiveSession): Promise<string[]> {
  const { asset, names } = session;
  const { address, location } = probeAddress(session);
  const head = await session.log.head();
  const probe = [registerPartition(address, location), unregisterPartition(address)];
  return head.number === 0 ? [...probe, createView(asset, head, names, { create: "CREATE VIEW" })] : probe;
}
