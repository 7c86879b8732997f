import { randomBytes } from "node:crypto";
import { SluiceError } from "@sluice/sdk";
import { isTrinoError } from "../client/index.js";
import { createSchema } from "../hive/statements.js";
import { sameType } from "../same-type.js";
import { unlessThere } from "../unless-there.js";
import { tableColumns } from "./columns.js";
import { columnsHash, parseOwner, type TableOwner } from "./owner.js";
import { propertyRefused } from "./property-refused.js";
import type { IcebergSession } from "./session.js";
import { tryStage } from "./stage.js";
import {
  addColumn,
  commentColumn,
  commentTable,
  createTable,
  dropNotNull,
  findColumns,
  findTable,
} from "./statements.js";
import { checkKeyPlaces, tablePlaces, wantedPlaces } from "./upsert-key.js";

const tries = 5;
/** How a CREATE TABLE fails that comes second. */
const lost = ["TABLE_ALREADY_EXISTS", "ALREADY_EXISTS", "ICEBERG_COMMIT_ERROR"];

/**
 * Creates the table where it is missing, and adds the columns it lacks. All that can refuse a publish, of an upsert by
 * that key too, happens here.
 */
export async function prepareTable(session: IcebergSession, key?: readonly string[]): Promise<void> {
  const there = await lookAtTable(session);
  if (key !== undefined) await checkUpsert(session, key, there !== undefined);
  const owner = there ?? (await claimTable(session));
  if (owner === undefined || owner.columns === columnsHash(session.asset)) return;
  await extendTable(session);
}

/** `CAPABILITY_MISSING` where the table, or the one there would be, takes no upsert by that key. */
export async function checkUpsert(
  session: IcebergSession,
  key: readonly string[],
  isThere: boolean,
): Promise<void> {
  const { asset } = session;
  checkKeyPlaces(asset, key, isThere ? await tablePlaces(session) : wantedPlaces(asset));
}

/** A table that somebody changes meanwhile is looked at again. */
async function extendTable(session: IcebergSession): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      for (const statement of await missingStatements(session)) await session.run(statement);
      return;
    } catch (error) {
      if (!isTrinoError(error, "ICEBERG_COMMIT_ERROR") || attempt === tries) throw error;
    }
  }
}

/** Looks only. `undefined` if the name is free; `TABLE_NOT_OURS` or `CATALOG_CONFLICT` if something else has it. */
export async function lookAtTable(session: IcebergSession): Promise<TableOwner | undefined> {
  const { asset, relation, root } = session;
  const { rows } = await session.run(findTable(session.names));
  const [row] = rows;
  if (row === undefined) return undefined;
  const owner = parseOwner(row[0] as string | null);
  if (owner?.asset !== asset.key) {
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
  return owner;
}

/** What makes the columns of the table fit the asset's. `CAPABILITY_MISSING` if a column has another type. */
export async function missingStatements(session: IcebergSession): Promise<string[]> {
  const { asset, names, relation, root, run } = session;
  const { rows } = await run(findColumns(names));
  const found = new Map(
    rows.map(([name, type, nullable, comment]) => [
      String(name),
      { type: String(type), nullable: nullable === "YES", comment: comment ?? null },
    ]),
  );
  const wanted = tableColumns(asset);
  const statements = wanted.flatMap((column) => {
    const there = found.get(column.name.toLowerCase());
    if (there === undefined) return [addColumn(names, column)];
    if (!sameType(there.type, column.type)) {
      throw new SluiceError("CAPABILITY_MISSING", {
        message: `${relation} has "${column.name}" as ${there.type}; it cannot be ${column.type} too.`,
        details: { capability: "schema evolution", plugin: "trino" },
        hint: "Give the new column another name, or the new definition a key of its own.",
      });
    }
    const { name, required, comment = null } = column;
    return [
      ...(required || there.nullable ? [] : [dropNotNull(names, name)]),
      ...(there.comment === comment ? [] : [commentColumn(names, name, comment)]),
    ];
  });
  const kept = new Set(wanted.map(({ name }) => name.toLowerCase()));
  // A column that rows no longer have stays for the older ones.
  const left = [...found].filter(([name, { nullable }]) => !kept.has(name) && !nullable);
  return [...statements, ...left.map(([name]) => dropNotNull(names, name)), commentTable(asset, names, root)];
}

/** `CREATE OR REPLACE TABLE` forgets the comments of columns. */
export async function restateComments({ asset, names, run }: IcebergSession): Promise<void> {
  for (const { name, comment } of tableColumns(asset)) {
    if (comment !== undefined) await run(commentColumn(names, name, comment));
  }
}

/** Two first stores at once: the slower one finds the table of the faster one. */
async function claimTable(session: IcebergSession): Promise<TableOwner | undefined> {
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
