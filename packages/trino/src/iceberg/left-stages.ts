import { isTrinoError } from "../client/index.js";
import { findTablesNamed, unregisterOwnStage } from "./add-files-statements.js";
import { dropHiveStages } from "./left-hive-stages.js";
import { ownStageFolder, ownStageTable } from "./own-stage.js";
import type { IcebergSession } from "./session.js";

/** Takes away the stages of the asset whose processes died before then. No file of a write goes. */
export async function forgetStages(before: Date, session: IcebergSession): Promise<void> {
  await unregisterStages(before, session);
  const { kind } = await session.staging();
  if (kind === "hive") await dropHiveStages(before, session);
}

/**
 * Unregisters the stages of the asset in the catalog of the tables into which nothing was put since then: their processes
 * died. Dropping one would delete the files it had added. What cannot be unregistered stays, with a warning.
 */
async function unregisterStages(before: Date, session: IcebergSession): Promise<void> {
  const left = await stagesBefore(before, session);
  if (left.size === 0) return;
  const { catalog } = session.ownStage;
  const { rows } = await session.run(findTablesNamed(catalog, [...left.keys()].map(ownStageTable)));
  for (const [id, keys] of left) {
    const table = ownStageTable(id);
    try {
      for (const [schema, name] of rows) {
        if (name === table) await unregister({ catalog, schema: String(schema) }, table, session);
      }
      // Metadata of a table that there is not any more.
      for (const key of keys) await session.store.delete(key, { signal: session.signal });
    } catch (error) {
      if (!isTrinoError(error)) throw error;
      process.emitWarning(
        `${catalog} keeps ${table}, to be removed by unregister_table alone: ${error.message}`,
      );
    }
  }
}

/** The keys that each has, by the ids of the stages. */
async function stagesBefore(
  before: Date,
  { asset, store, signal }: IcebergSession,
): Promise<Map<string, string[]>> {
  const folder = `${ownStageFolder(asset.key)}/`;
  const stages = new Map<string, string[]>();
  const young = new Set<string>();
  for await (const { key, modifiedAt } of store.list(folder, { signal })) {
    const [id = ""] = key.slice(folder.length).split("/");
    stages.set(id, [...(stages.get(id) ?? []), key]);
    // Also where nobody said before when.
    if (!(modifiedAt <= before)) young.add(id);
  }
  for (const id of young) stages.delete(id);
  return stages;
}

async function unregister(
  schema: IcebergSession["ownStage"],
  table: string,
  session: IcebergSession,
): Promise<void> {
  try {
    await session.run(unregisterOwnStage(schema, table));
  } catch (error) {
    if (!isTrinoError(error, "TABLE_NOT_FOUND")) throw error;
  }
}
