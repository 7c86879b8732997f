import { isTrinoError } from "../client/index.js";
import { parseShowCreate } from "../created/show-create.js";
import { qualified } from "../hive/names.js";
import type { IcebergSession } from "./session.js";
import { dropStage, findHiveStages, hiveStageMaker, showHiveStage } from "./stage-statements.js";

/**
 * Drops the stages of the asset in the Hive catalog that were made before then, by the server's clock: their processes
 * died. They are external tables, so no file goes. What is no such table stays, and so does one of unknown age.
 */
export async function dropHiveStages(before: Date, session: IcebergSession): Promise<void> {
  const { stage, run } = session;
  const { rows } = await run(findHiveStages(stage));
  for (const [name] of rows) {
    const relation = qualified(stage, String(name));
    try {
      if (!(await isOf(relation, session))) continue;
      const madeAt = await timeMade(String(name), session);
      if (madeAt !== undefined && madeAt < before) await run(dropStage(relation));
    } catch (error) {
      // The one that made it may be done just now.
      if (isTrinoError(error, "TABLE_NOT_FOUND")) continue;
      if (!isTrinoError(error)) throw error;
      process.emitWarning(`${stage.catalog} keeps ${relation}, which may be dropped: ${error.message}`);
    }
  }
}

/** Whether it shows folders of the asset. */
async function isOf(
  relation: string,
  { asset, store, stageLocation, run }: IcebergSession,
): Promise<boolean> {
  const { rows } = await run(showHiveStage(relation));
  const location = parseShowCreate(String(rows[0]?.[0])).properties.get("external_location");
  if (typeof location !== "string") return false;
  const folder = location.endsWith("/") ? location : `${location}/`;
  return folder === stageLocation || folder.startsWith(`${store.locate(`${asset.key}/data`)}/`);
}

/** The id of the query that made a table begins with its time: `20240501_100000_00012_abcde`. */
async function timeMade(table: string, { stage, run }: IcebergSession): Promise<Date | undefined> {
  const { columns, rows } = await run(hiveStageMaker(stage, table));
  const query = rows[0]?.[columns.findIndex(({ name }) => name === "trino_query_id")];
  const parts = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_/.exec(String(query ?? ""));
  if (parts === null) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}
