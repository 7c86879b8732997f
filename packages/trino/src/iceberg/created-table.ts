import type { CreatedTable } from "../created/created-table.js";
import { parseShowCreate } from "../created/show-create.js";
import type { IcebergSession } from "./session.js";
import { showCreate } from "./statements.js";

/** What the table is, as the server tells it. */
export async function createdTable({ names, run }: IcebergSession): Promise<CreatedTable> {
  const { rows } = await run(showCreate(names));
  return parseShowCreate(String(rows[0]?.[0]));
}
