import type { CreatedTable, PropertyValue } from "../created/created-table.js";
import { whyTakesNone } from "./add-files.js";
import { tableColumns } from "./columns.js";
import { createdTable } from "./created-table.js";
import { journalOf } from "./journal.js";
import { hasTaken } from "./mapping.js";
import type { IcebergSession } from "./session.js";
import { findDefaults, propertiesOf } from "./statements.js";

/** What others said of the table that a replace of all of it forgets, for it says only what the asset does. */
export async function replaceNotes(session: IcebergSession): Promise<string[]> {
  const { names, relation, run } = session;
  const table = await createdTable(session);
  const defaults = new Map((await run(findDefaults(names))).rows.map(([name, text]) => [name, text]));
  const lost = [
    ...lostProperties(table, defaults, session),
    ...lostComments(table, session),
    ...(await lostMapping(session)),
  ];
  return lost.map((what) => `${relation} is replaced whole: ${what}`);
}

function lostProperties(
  { properties }: CreatedTable,
  defaults: ReadonlyMap<unknown, unknown>,
  { asset, names }: IcebergSession,
): string[] {
  const said = new Map<string, unknown>(propertiesOf(asset, names));
  return [...properties].flatMap(([name, value]) => {
    const found = textsOf(value);
    const wanted = textsOf(said.get(name) ?? defaults.get(name));
    const plain = name === "sorted_by" ? plainOrder : plainText;
    if (name === "location" || found.map(plain).join() === wanted.map(plain).join()) return [];
    return [`its ${name} was ${listText(found)} and becomes ${listText(wanted)}`];
  });
}

function lostComments({ columns }: CreatedTable, { asset }: IcebergSession): string[] {
  const said = new Map(tableColumns(asset).map(({ name, comment }) => [name.toLowerCase(), comment]));
  return columns.flatMap(({ name, comment }) =>
    comment === undefined || said.get(name) === comment
      ? []
      : [`"${name}" loses the comment ${JSON.stringify(comment)}`],
  );
}

/** Files that were taken over are read by what only a table says that takes files. */
async function lostMapping(session: IcebergSession): Promise<string[]> {
  const why = whyTakesNone(session.asset);
  if (why === undefined) return [];
  const journal = journalOf(session);
  if (!(await hasTaken(journal, await journal.newest()))) return [];
  return [
    `older snapshots with files that it took over cannot be read by SQL any more, for ${why}; those load whose files tell their rows`,
  ];
}

/** A default is told as text, `[]` for an empty list. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(String);
  return value === null || value === undefined || value === "" || value === "[]" ? [] : [String(value)];
}

function listText(texts: readonly string[]): string {
  return texts.length === 0 ? "nothing" : texts.join(", ");
}

/** `"Day"` and `day`, `bucket(id,16)` and `bucket(id, 16)` are the same. */
function plainText(text: string): string {
  return text.replace(/[\s"]/g, "").toLowerCase();
}

/** Trino writes `id ASC NULLS FIRST` for `id`. */
function plainOrder(text: string): string {
  const [, column = "", direction = "asc", nulls = /desc/i.test(direction) ? "last" : "first"] =
    /^(.*?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/is.exec(text.trim()) ?? [];
  return plainText([column, direction, nulls].join(" "));
}
