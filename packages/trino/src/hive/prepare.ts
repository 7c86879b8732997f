import { SluiceError } from "@sluice/sdk";
import { together } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { unlessThere } from "../unless-there.js";
import { catalogError } from "./catalog-error.js";
import { extendTable } from "./extend.js";
import { qualified } from "./names.js";
import { unpublished, writePublished } from "./published.js";
import { isNameRefused, nameRefused } from "./refused-name.js";
import { type HiveSession, precisionSession } from "./session.js";
import {
  createDataTable,
  createSchema,
  type DataOwner,
  findTables,
  locationProperty,
  ownerProperty,
  ownProperties,
  type PartitionAddress,
  parseDataComment,
  registerPartition,
  schemaHash,
  schemaProperty,
  unregisterPartition,
} from "./statements.js";
import { parseViewComment } from "./view.js";

/** What is under the asset's names now. */
export interface FoundTables {
  /** The snapshot the view shows; `undefined` if there is no view. */
  readonly shown: number | undefined;
  readonly data: { readonly comment: string | null } | undefined;
}

/** What was under the asset's names before they were prepared. */
export interface PreparedTables extends FoundTables {
  /** Whether the log was looked at, and had no commit. */
  readonly isFirst: boolean;
}

/**
 * Creates the schema and the data table where they are missing, adds the columns it lacks, and makes sure that the
 * names are free or ours. With `tryRegistering` it is everything that can refuse a publish before its view is claimed.
 */
export async function prepareTables(
  session: HiveSession,
  { mayBeFirst = false }: { readonly mayBeFirst?: boolean } = {},
): Promise<PreparedTables> {
  // What a first store needs anyway is made while the names are looked at.
  const [looked, begun] = await Promise.allSettled([
    lookAtTables(session),
    mayBeFirst ? beginIfFirst(session) : false,
  ]);
  if (looked.status === "rejected") throw looked.reason;
  const found = looked.value;
  const isNew = found.data === undefined && (await makeTable(session, begun));
  if (!isNew) {
    const owner = await checkedOwner(session, found.data);
    if (owner.schema !== schemaHash(session.asset)) await extendTable(session);
  }
  return { ...found, isFirst: begun.status === "fulfilled" && begun.value };
}

/** Whether no commit was there. Where there is one, nothing is changed before the server has the schema. */
async function beginIfFirst(session: HiveSession): Promise<boolean> {
  const { number } = await session.log.head();
  if (number > 0) return false;
  await together(createSchemaIn(session), writePublished(session, unpublished));
  return true;
}

/**
 * `false` if somebody else made it meanwhile: whose it is has to be looked at. A new table has no partitions, whatever an
 * earlier one of that name had: that is said before the table is there.
 */
async function makeTable(session: HiveSession, begun: PromiseSettledResult<boolean>): Promise<boolean> {
  try {
    if (begun.status === "rejected") throw begun.reason;
    if (!begun.value) {
      await createSchemaIn(session);
      await writePublished(session, unpublished);
    }
    return await createData(session);
  } catch (error) {
    throw isNameRefused(error) ? nameRefused(session.asset.key, session.names, error) : error;
  }
}

/** Looks only. `TABLE_NOT_OURS` if the view's name is taken. */
export async function lookAtTables(session: HiveSession): Promise<FoundTables> {
  const { asset, names } = session;
  const { rows } = await session.run(findTables(names));
  const commented = (table: string): { comment: string | null } | undefined => {
    const row = rows.find(([name]) => name === table);
    return row && { comment: row[1] as string | null };
  };
  const data = commented(names.data);
  const view = commented(names.view);
  if (view === undefined) return { shown: undefined, data };
  const marker = parseViewComment(view.comment);
  if (marker?.asset === asset.key) return { shown: marker.snapshot, data };
  throw notOurs(qualified(names, names.view), asset.key, marker?.asset);
}

export async function createSchemaIn({ names, run }: HiveSession): Promise<void> {
  try {
    await unlessThere(run(createSchema(names)));
  } catch (error) {
    throw (await catalogError(names.catalog, run, error)) ?? error;
  }
}

function createData(session: HiveSession): Promise<boolean> {
  const { asset, names, run, location } = session;
  return unlessThere(run(createDataTable(asset, names, location), precisionSession(session)));
}

/**
 * The commit comes before the first real registration, so whether this server allows it is found out now. What it
 * registers is seen by nobody, and goes with `endTrying`.
 */
export async function tryRegistering(session: HiveSession): Promise<void> {
  const { names, run } = session;
  const { address, location } = probeAddress(session);
  try {
    await run(registerPartition(address, location));
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
}

/** Undoes `tryRegistering`. Another publisher may have done it. */
export async function endTrying(session: HiveSession): Promise<void> {
  try {
    await session.run(unregisterPartition(probeAddress(session).address));
  } catch (error) {
    if (!isTrinoError(error, "NOT_FOUND")) throw error;
  }
}

/** A partition that no commit has. Views show what is at most their own number, so none takes it in while it is there. */
export function probeAddress({ asset, names, location }: HiveSession): {
  readonly address: PartitionAddress;
  readonly location: string;
} {
  const partition = asset.partitions.map(() => null);
  return { address: { asset, names, partition, snapshot: largestBigint }, location: `${location}probe/` };
}

const largestBigint = 2n ** 63n - 1n;

/** What the data table was made for. `TABLE_NOT_OURS` or `CATALOG_CONFLICT` if that is something else. */
export async function checkedOwner(session: HiveSession, data: FoundTables["data"]): Promise<DataOwner> {
  // Somebody may have changed the comment, or made the table just now: its properties say for certain.
  const owner = (data && parseDataComment(data.comment)) ?? (await readOwner(session));
  checkOwner(session, owner);
  return owner;
}

async function readOwner(session: HiveSession): Promise<DataOwner> {
  const { columns, rows } = await session.run(ownProperties(session.names));
  const property = (name: string): string =>
    String(rows[0]?.[columns.findIndex((column) => column.name === name)] ?? "");
  return {
    asset: property(ownerProperty),
    schema: property(schemaProperty),
    location: property(locationProperty),
  };
}

function checkOwner(session: HiveSession, owner: DataOwner): void {
  const { asset, names } = session;
  const relation = qualified(names, names.data);
  if (owner.asset !== asset.key) throw notOurs(relation, asset.key, owner.asset);
  // Numbers of two logs in one table would mix two lakes.
  if (owner.location !== session.location) {
    throw new SluiceError("CATALOG_CONFLICT", {
      message: `${relation} is the table of ${asset.key} in another place, ${owner.location}.`,
      details: { relation },
      hint: "Point the store there, or give this lake another Trino schema.",
    });
  }
}

export function notOurs(relation: string, asset: string, owner: unknown): SluiceError {
  return new SluiceError("TABLE_NOT_OURS", {
    message: `${relation} exists and is not the table of ${asset}${owner ? ` but of ${String(owner)}` : ""}.`,
    details: { relation },
    hint: "Sluice replaces no table it did not make. Give the asset another key, or rename that table.",
  });
}
