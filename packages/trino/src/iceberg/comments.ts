import { isTrinoError } from "../client/index.js";
import { tableColumns } from "./columns.js";
import { createdTable } from "./created-table.js";
import type { IcebergSession } from "./session.js";
import { commentColumn } from "./statements.js";
import { isWorthAnother, tries } from "./worth-another.js";

/** `CREATE OR REPLACE TABLE` forgets the comments of columns. Says those of the asset that the table lacks. */
export async function restateComments(session: IcebergSession): Promise<void> {
  const { asset, names, run } = session;
  const wanted = tableColumns(asset).filter(({ comment }) => comment !== undefined);
  if (wanted.length === 0) return;
  for (let attempt = 1; ; attempt++) {
    try {
      const { columns } = await createdTable(session);
      const found = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
      for (const { name, comment = null } of wanted) {
        const there = found.get(name.toLowerCase());
        // One that is there was said by somebody since.
        if (there !== undefined && there.comment === undefined)
          await run(commentColumn(names, name, comment));
      }
      return;
    } catch (error) {
      // What is gone has no comments; whoever needs it says so.
      if (isTrinoError(error, "TABLE_NOT_FOUND")) return;
      if (attempt === tries || !isWorthAnother(error, session)) throw error;
    }
  }
}
