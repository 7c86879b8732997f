import { randomBytes } from "node:crypto";
import { SluiceError } from "@sluice/sdk";
import type { PartitionWrite } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { trinoDialect } from "../dialect.js";
import { qualified } from "../hive/names.js";
import { createSchema } from "../hive/statements.js";
import { unlessThere } from "../unless-there.js";
import { whyNotAdded } from "./add-files.js";
import { addFiles, createOwnStage, unregisterOwnStage } from "./add-files-statements.js";
import { type IcebergSession, unbound } from "./session.js";
import type { Stage } from "./stage.js";

const { literal } = trinoDialect;

/**
 * Makes an Iceberg table of the folders, beside the asset's own, does the work and unregisters the table: dropping it
 * would delete the files. One that a dead process left behind is unregistered by a sweep.
 */
export async function withOwnStage<Result>(
  folders: readonly PartitionWrite[],
  session: IcebergSession,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const id = randomBytes(12).toString("hex");
  const table = ownStageTable(id);
  const folder = `${ownStageFolder(session.asset.key)}/${id}`;
  const relation = qualified(session.ownStage, table);
  await session.run(createOwnStage(session, relation, session.store.locate(folder)));
  try {
    // One after the other: each is a commit of the same table.
    for (const each of folders) await session.run(addFiles(session, relation, each.folder));
    return await work(ownStage(relation, folders, session));
  } finally {
    await forget(table, folder, unbound(session)).catch((error: unknown) => {
      // What was stored does not depend on it.
      process.emitWarning(
        `Trino keeps ${relation}, to be removed by unregister_table alone: ${String(error)}`,
      );
    });
  }
}

export function ownStageTable(id: string): string {
  return `stage_${id}`;
}

/** In which each stage has a folder of its id, for the metadata. */
export function ownStageFolder(asset: string): string {
  return `${asset}/_stage`;
}

/** Whether the server lets us. Nobody sees it. */
export async function tryOwnStage(session: IcebergSession): Promise<void> {
  await unlessThere(session.run(createSchema(session.ownStage)));
  await withOwnStage([], session, async ({ relation = "" }) => {
    const why = await whyNotAdded({ ...session, catalog: session.ownStage.catalog }, relation);
    if (why === undefined) return;
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `Files cannot reach Iceberg tables of ${session.ownStage.catalog}: ${why}, and no Hive catalog is named.`,
      details: { capability: "add_files", plugin: "trino" },
      hint: "Set iceberg.add-files-procedure.enabled=true in its catalog file, or give iceberg({ stage }) the name of a catalog with connector.name=hive that reads the same bucket.",
    });
  });
}

/** The table of the folders. */
export function ownStage(
  relation: string,
  folders: readonly PartitionWrite[],
  { store }: Pick<IcebergSession, "store">,
): Stage {
  const places = folders.map((_, index) => index + 1).join(", ");
  const locations = folders.map(({ folder }) => literal(`${store.locate(folder)}/`)).join(", ");
  const folderNumber = `element_at(MAP(ARRAY[${locations}], ARRAY[${places}]), regexp_extract("$path", '^.*/'))`;
  return { kind: "iceberg", relation, folders, folderNumber };
}

/** What is in the folder afterwards is metadata of a table that there is not any more; its files are elsewhere. */
async function forget(table: string, folder: string, session: IcebergSession): Promise<void> {
  try {
    await session.run(unregisterOwnStage(session.ownStage, table));
  } catch (error) {
    if (!isTrinoError(error, "TABLE_NOT_FOUND")) throw error;
  }
  for await (const { key } of session.store.list(`${folder}/`)) await session.store.delete(key);
}
