import { randomBytes } from "node:crypto";
import { SluiceError } from "@sluice/sdk";
import type { AssetDescription } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { printTypeText } from "../client/type-text.js";
import type { CreatedTable } from "../created/created-table.js";
import { createSchema } from "../hive/statements.js";
import { sameType } from "../same-type.js";
import { unlessThere } from "../unless-there.js";
import { tableColumns } from "./columns.js";
import { createdTable } from "./created-table.js";
import { formatStatements } from "./format-version.js";
import { lostColumns } from "./lost-columns.js";
import { columnsHash, parseOwner, type TableOwner } from "./owner.js";
import { propertyRefused } from "./property-refused.js";
import type { IcebergSession } from "./session.js";
import { tryStage } from "./stage.js";
import { addColumn, commentColumn, commentTable, createTable, dropNotNull } from "./statements.js";
import { checkKeyPlaces, placesOf, wantedPlaces } from "./upsert-key.js";

const tries = 5;
/** How a CREATE TABLE fails that comes second. */
const lost = ["TABLE_ALREADY_EXISTS", "ALREADY_EXISTS", "ICEBERG_COMMIT_ERROR"];
/** How a server says that a name is free, and that something else has it. */
const free = ["TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND"];
const other = ["NOT_SUPPORTED", "UNSUPPORTED_TABLE_TYPE"];

/** The table of the asset. */
export interface OwnTable {
  readonly owner: TableOwner;
  /** As it is, whoever changed it. */
  readonly created: CreatedTable;
}

/**
 * Creates the table where it is missing, and adds the columns it lacks. All that can refuse a publish, of an upsert by
 * that key too, happens here.
 */
export async function prepareTable(session: IcebergSession, key?: readonly string[]): Promise<void> {
  const there = await lookAtTable(session);
  if (key !== undefined) checkUpsert(session.asset, key, there);
  const format = await formatStatements(there?.created, session);
  const table = there ?? (await claimTable(session));
  if (table !== undefined) await extendTable(table, format, session);
}

/** `CAPABILITY_MISSING` where the table, or the one there would be, takes no upsert by that key. */
export function checkUpsert(
  asset: AssetDescription,
  key: readonly string[],
  table: OwnTable | undefined,
): void {
  checkKeyPlaces(asset, key, table === undefined ? wantedPlaces(asset) : placesOf(table.created));
}

/** A table that somebody changes meanwhile is looked at again. */
async function extendTable(table: OwnTable, also: readonly string[], session: IcebergSession): Promise<void> {
  let found: OwnTable | undefined = table;
  for (let attempt = 1; found !== undefined; attempt++) {
    try {
      for (const statement of [...missingStatements(found, session), ...also]) await session.run(statement);
      return;
    } catch (error) {
      if (!isTrinoError(error, "ICEBERG_COMMIT_ERROR") || attempt === tries) throw error;
      found = await lookAtTable(session);
    }
  }
}

/** Looks only. `undefined` if the name is free; `TABLE_NOT_OURS` or `CATALOG_CONFLICT` if something else has it. */
export async function lookAtTable(session: IcebergSession): Promise<OwnTable | undefined> {
  const { asset, relation, root } = session;
  let created: CreatedTable | undefined;
  try {
    created = await createdTable(session);
  } catch (error) {
    if (free.some((name) => isTrinoError(error, name))) return undefined;
    // A view, or a table of another kind.
    if (!other.some((name) => isTrinoError(error, name))) throw error;
  }
  const owner = parseOwner(created?.comment ?? null);
  if (created === undefined || owner?.asset !== asset.key) {
    // Says so of a catalog that has no Iceberg tables.
    await session.staging();
    throw new SluiceError("TABLE_NOT_OURS", {
      message: `${relation} exists and is not the table of ${asset.key}${owner ? ` but of ${owner.asset}` : ""}.`,
      details: { relation },
      hint: "Sluice replaces no table it did not make. Give the asset another key, or rename that table.",
    });
  }
  if (owner.root !== root) {
    throw new SluiceError("CATALOG_CONFLICT", {
      message: `${relation} is the table of ${asset.key} in another place, ${owner.root}.`,
      details: { relation },
      hint: "Point the store there, or give this lake another Trino schema.",
    });
  }
  return { owner, created };
}

/** What makes the columns of the table fit the asset's. Throws what nothing makes fit. */
export function missingStatements({ owner, created }: OwnTable, session: IcebergSession): string[] {
  if (owner.columns === columnsHash(session.asset)) {
    // They did fit. A write that replaces every row makes them anew.
    return session.replaces === "all" ? [] : lostColumns(created, session);
  }
  return newColumns(created, session);
}

/** `CAPABILITY_MISSING` if a column has another type. */
function newColumns(created: CreatedTable, { asset, names, relation, root }: IcebergSession): string[] {
  const found = new Map(created.columns.map((column) => [column.name.toLowerCase(), column]));
  const wanted = tableColumns(asset);
  const statements = wanted.flatMap((column) => {
    const there = found.get(column.name.toLowerCase());
    if (there === undefined) return [addColumn(names, column)];
    const type = printTypeText(there.type);
    if (!sameType(type, column.type)) {
      throw new SluiceError("CAPABILITY_MISSING", {
        message: `${relation} has "${column.name}" as ${type}; it cannot be ${column.type} too.`,
        details: { capability: "schema evolution", plugin: "trino" },
        hint: "Give the new column another name, or the new definition a key of its own.",
      });
    }
    const { name, required, comment = null } = column;
    return [
      ...(required || !there.required ? [] : [dropNotNull(names, name)]),
      ...((there.comment ?? null) === comment ? [] : [commentColumn(names, name, comment)]),
    ];
  });
  const kept = new Set(wanted.map(({ name }) => name.toLowerCase()));
  // A column that rows no longer have stays for the older ones.
  const left = [...found].filter(([name, { required }]) => !kept.has(name) && required);
  return [...statements, ...left.map(([name]) => dropNotNull(names, name)), commentTable(asset, names, root)];
}

/** Two first stores at once: the slower one finds the table of the faster one. */
async function claimTable(session: IcebergSession): Promise<OwnTable | undefined> {
  const { asset, names, root, run } = session;
  const statement = createTable(asset, names, root, newLocation(session));
  await tryStage(session);
  await unlessThere(run(createSchema(names)));
  try {
    await run(statement);
    return undefined;
  } catch (error) {
    if (!lost.some((name) => isTrinoError(error, name))) throw propertyRefused(error, session);
    const faster = await lookAtTable(session);
    if (faster === undefined) throw error;
    return faster;
  }
}

/** A folder no table ever had: what an earlier one left must not be taken for the new one's. */
function newLocation({ root }: IcebergSession): string {
  return `${root}/${randomBytes(8).toString("hex")}`;
}
