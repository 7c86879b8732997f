import { SluiceError } from "@sluice/sdk";
import { parseTrinoType, typeText } from "@sluice/type-mapping";
import { type DataColumn, fileColumns, folderColumns } from "./columns.js";
import { qualified } from "./names.js";
import { type HiveSession, precisionSession } from "./session.js";
import { addColumn, commentDataTable, findColumns } from "./statements.js";

/** Looks at the columns again after adding some: two publishers who extend one table can undo each other. */
const tries = 5;

/**
 * Adds what the asset's columns need to the data table that is there. Idempotent. `CAPABILITY_MISSING` if a column is
 * there with another type, for files keep theirs.
 */
export async function extendTable(session: HiveSession): Promise<void> {
  const { asset, names, run } = session;
  for (let attempt = 1; ; attempt++) {
    const missing = await missingColumns(session);
    if (missing.length === 0) break;
    if (attempt > tries) throw notKept(session, missing);
    for (const column of missing) await run(addColumn(names, column), precisionSession(session));
  }
  // So that the next publisher need not look at the columns.
  await run(commentDataTable(asset, names, session.location));
}

/** The columns of the files that the data table does not have yet. Looks only. */
export async function missingColumns(session: HiveSession): Promise<DataColumn[]> {
  const { asset, names, run } = session;
  const { rows } = await run(findColumns(names), precisionSession(session));
  const found = new Map(rows.map(([name, type]) => [String(name), String(type)]));
  for (const { name, stored } of folderColumns(asset, names.snapshotColumn)) {
    if (!sameType(found.get(name.toLowerCase()), stored)) throw otherPartitions(session);
  }
  return fileColumns(asset).filter((column) => {
    const type = found.get(column.name.toLowerCase());
    if (type !== undefined && !sameType(type, column.stored)) throw otherType(session, column, type);
    return type === undefined;
  });
}

/** Hive folds the case of names inside of a type, and Trino quotes them as it likes. */
function sameType(found: string | undefined, stored: string): boolean {
  return found !== undefined && plainType(found) === plainType(stored);
}

function plainType(text: string): string {
  return typeText(parseTrinoType(text)).toLowerCase();
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
