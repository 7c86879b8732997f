import { SluiceError } from "@sluice/sdk";
import { sameType } from "../same-type.js";
import { type DataColumn, fileColumns, folderColumns } from "./columns.js";
import { qualified } from "./names.js";
import { type HiveSession, precisionSession } from "./session.js";
import { addColumn, commentColumn, commentDataTable, findColumns } from "./statements.js";

/** Looks at the columns again after adding some: two publishers who extend one table can undo each other. */
const tries = 5;

/**
 * Adds what the asset's columns need to the data table that is there, and says of each what the asset says. Idempotent.
 * `CAPABILITY_MISSING` if a column is there with another type, for files keep theirs.
 */
export async function extendTable(session: HiveSession): Promise<void> {
  const { asset, names, run } = session;
  for (let attempt = 1; ; attempt++) {
    const { missing, commented } = await lookAtColumns(session);
    for (const column of commented) await run(commentColumn(names, column));
    if (missing.length === 0) break;
    if (attempt > tries) throw notKept(session, missing);
    for (const column of missing) await run(addColumn(names, column), precisionSession(session));
  }
  // So that the next publisher need not look at the columns.
  await run(commentDataTable(asset, names, session.location));
}

/** How the columns of the files differ from those of the data table. */
export interface ColumnDifferences {
  readonly missing: readonly DataColumn[];
  /** Columns of which the table says something else. */
  readonly commented: readonly DataColumn[];
  /** Names of columns that only the table has. */
  readonly superfluous: readonly string[];
}

/** Looks only. */
export async function lookAtColumns(session: HiveSession): Promise<ColumnDifferences> {
  const { asset, names, run } = session;
  const { rows } = await run(findColumns(names), precisionSession(session));
  const found = new Map(rows.map(([name, type, comment]) => [String(name), { type: String(type), comment }]));
  const folders = folderColumns(asset, names);
  for (const { name, stored } of folders) {
    const type = found.get(name.toLowerCase())?.type;
    if (type === undefined || !sameType(type, stored)) throw otherPartitions(session);
  }
  const wanted = fileColumns(asset, names);
  const there = (column: DataColumn) => found.get(column.name.toLowerCase());
  for (const column of wanted) {
    const type = there(column)?.type;
    if (type !== undefined && !sameType(type, column.stored)) throw otherType(session, column, type);
  }
  const known = new Set([...folders, ...wanted].map(({ name }) => name.toLowerCase()));
  return {
    missing: wanted.filter((column) => there(column) === undefined),
    commented: wanted.filter((column) => {
      const is = there(column);
      return is !== undefined && (is.comment ?? undefined) !== column.comment;
    }),
    superfluous: [...found.keys()].filter((name) => !known.has(name)),
  };
}

function otherType({ asset, names }: HiveSession, { name, stored }: DataColumn, found: string): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `${qualified(names, names.data)}, which holds the files of ${asset.key}, has "${name}" as ${found}; it cannot be ${stored} too.`,
    details: { capability: "schema evolution", plugin: "trino" },
    hint: "A column of a Hive table keeps its type, also after it was dropped. Give the new column another name, or the new definition a key of its own.",
  });
}

function otherPartitions({ asset, names }: HiveSession): SluiceError {
  const relation = qualified(names, names.data);
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} was made for another definition of ${asset.key}.`,
    details: { relation },
    hint: "Define the asset as it was, or give the new definition a key of its own.",
  });
}

function notKept({ names }: HiveSession, missing: readonly DataColumn[]): SluiceError {
  const relation = qualified(names, names.data);
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} does not keep the columns it is given: ${missing.map(({ name }) => name).join(", ")}.`,
    details: { relation },
    hint: "Something else changes that table at the same time. Store again when it has ended.",
  });
}
