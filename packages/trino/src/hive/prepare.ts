import { SluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import { qualified } from "./names.js";
import type { HiveSession } from "./session.js";
import {
  createDataTable,
  createSchema,
  findTables,
  ownerProperty,
  registerPartition,
  schemaHash,
  schemaProperty,
  tableProperties,
  unregisterPartition,
} from "./statements.js";
import { parseViewComment } from "./view.js";

/** What is under the asset's names now. */
export interface FoundTables {
  /** The snapshot the view shows; `undefined` if there is no view. */
  readonly shown: number | undefined;
  readonly hasData: boolean;
}

/**
 * Creates the schema and the data table where they are missing, and makes sure that the names are free or ours.
 * Everything that can refuse a publish happens here.
 */
export async function prepareTables(session: HiveSession): Promise<FoundTables> {
  const found = await lookAtTables(session);
  if (!found.hasData) {
    await session.run(createSchema(session.names));
    await createData(session);
  }
  await checkData(session);
  return found;
}

/** Looks only. `TABLE_NOT_OURS` if the view's name is taken. */
export async function lookAtTables(session: HiveSession): Promise<FoundTables> {
  const { asset, names } = session;
  const { rows } = await session.run(findTables(names));
  const byName = new Map(
    rows.map(([name, type, comment]) => [name, { type, comment: comment as string | null }]),
  );
  const view = byName.get(names.view);
  const hasData = byName.has(names.data);
  if (view === undefined) return { shown: undefined, hasData };
  const marker = view.type === "VIEW" ? parseViewComment(view.comment) : undefined;
  if (marker?.asset === asset.key) return { shown: marker.snapshot, hasData };
  throw notOurs(qualified(names, names.view), asset.key, marker?.asset);
}

/** The column types of Hive depend on a session property; ours are written for this one. */
export function precisionSession({ names }: HiveSession): Record<string, string> {
  return { [`${names.catalog}.timestamp_precision`]: "MILLISECONDS" };
}

async function createData(session: HiveSession): Promise<void> {
  const { asset, names, store, run } = session;
  // An empty folder of its own: a table's location must never be above its data.
  const location = store.locate(`${asset.key}/_table`);
  await run(createDataTable(asset, names, `${location}/`), precisionSession(session));
  // The commit comes before the first real registration, so whether this server allows it is found out now.
  const address = { asset, names, partition: asset.partitions.map(() => null), snapshot: 0n };
  try {
    await run(registerPartition(address, `${location}/probe/`));
  } catch (error) {
    if (isTrinoError(error, "ALREADY_EXISTS")) return;
    if (!isTrinoError(error, "PERMISSION_DENIED")) throw error;
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `Trino does not let ${names.catalog} register partitions.`,
      details: { capability: "register_partition", plugin: "trino" },
      hint: `Set hive.allow-register-partition-procedure=true in the catalog file of ${names.catalog}, and grant the user CREATE on the table.`,
      cause: error,
    });
  }
  await run(unregisterPartition(address));
}

async function checkData(session: HiveSession): Promise<void> {
  const { asset, names } = session;
  const { columns, rows } = await session.run(tableProperties(names));
  const property = (name: string): unknown => rows[0]?.[columns.findIndex((column) => column.name === name)];
  const owner = property(ownerProperty);
  if (owner !== asset.key) throw notOurs(qualified(names, names.data), asset.key, owner);
  if (property(schemaProperty) === schemaHash(asset)) return;
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `${qualified(names, names.data)} was made for another definition of ${asset.key}.`,
    details: { relation: qualified(names, names.data) },
    hint: "Define the asset as it was, or give the new definition a key of its own.",
  });
}

function notOurs(relation: string, asset: string, owner: unknown): SluiceError {
  return new SluiceError("TABLE_NOT_OURS", {
    message: `${relation} exists and is not the table of ${asset}${owner ? ` but of ${String(owner)}` : ""}.`,
    details: { relation },
    hint: "Sluice replaces no table it did not make. Give the asset another key, or rename that table.",
  });
}
