import { SluiceError } from "@sluice/sdk";
import { isWidening, parseTrinoType } from "@sluice/type-mapping";
import { printTypeText } from "../client/type-text.js";
import type { CreatedTable } from "../created/created-table.js";
import { sameType } from "../same-type.js";
import { type TableColumn, tableColumns } from "./columns.js";
import type { IcebergSession } from "./session.js";
import { addColumn, dropColumn, renameColumn } from "./statements.js";

/**
 * Adds the columns again that somebody else took out of the table: files that it takes over, and statements, name them.
 * `CATALOG_CONFLICT` where that would not make it what it was.
 */
export function lostColumns({ columns }: CreatedTable, session: IcebergSession): string[] {
  const { asset, names } = session;
  const wanted = tableColumns(asset);
  const kept = new Set(wanted.map(({ name }) => name.toLowerCase()));
  const found = new Map(columns.map(({ name, type }) => [name.toLowerCase(), printTypeText(type)]));
  const others = [...found].filter(([name]) => !kept.has(name));
  return wanted.flatMap((column) => {
    const type = found.get(column.name.toLowerCase());
    if (type !== undefined) {
      if (!holds(type, column.type)) throw otherType(column, type, session);
      return [];
    }
    // Its name would take the values of the renamed one along: files are read by name.
    const renamed = others.find(([, each]) => sameType(each, column.type));
    if (column.required || renamed !== undefined) throw notAdded(column, renamed?.[0], session);
    return [addColumn(names, column)];
  });
}

/** Whether a column has the type, or one that Iceberg widens it to. */
function holds(type: string, wanted: string): boolean {
  return sameType(type, wanted) || isWidening(parseTrinoType(wanted), parseTrinoType(type));
}

function otherType({ name, type }: TableColumn, found: string, session: IcebergSession): SluiceError {
  const { names, asset } = session;
  return conflict(
    session,
    `"${name}" as ${found}, which ${asset.key} has as ${type}`,
    `Drop that column, ${dropColumn(names, name)}: a store adds one of its own. Or replace the whole asset.`,
  );
}

function notAdded(column: TableColumn, renamed: string | undefined, session: IcebergSession): SluiceError {
  const { names, asset } = session;
  const { name, type } = column;
  const hint = [
    ...(renamed === undefined
      ? []
      : [`If "${renamed}" is that column, give it its name again: ${renameColumn(names, renamed, name)}.`]),
    `${renamed === undefined ? "A" : "Otherwise a"}dd it, ${addColumn(names, column)}: rows that are there have null in it.`,
    "Or replace the whole asset.",
  ];
  const what = `no column "${name}" any more, ${type} of ${asset.key}${column.required ? " that may not be null" : ""}`;
  return conflict(
    session,
    renamed === undefined ? what : `${what}, but "${renamed}" of that type`,
    hint.join(" "),
  );
}

function conflict({ relation }: IcebergSession, what: string, hint: string): SluiceError {
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} was changed by others: it has ${what}.`,
    details: { relation },
    hint,
  });
}
