import { randomBytes } from "node:crypto";
import { SluiceError } from "@sluice/sdk";
import { mapConcurrent, type PartitionWrite } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { qualified } from "../hive/names.js";
import { millisecondSession } from "../hive/session.js";
import { createSchema } from "../hive/statements.js";
import { unlessThere } from "../unless-there.js";
import { type IcebergSession, unbound } from "./session.js";
import { createStageTable, dropStage, registerFolder } from "./stage-statements.js";

/** Folders registered at once. */
const concurrency = 4;
/** The folders of a write as a table: external, so that dropping it leaves every file. */
export interface Stage {
  /** Quoted. `undefined`: there are no folders, so no rows. */
  readonly relation?: string;
  /** Each with the partition its rows are of. */
  readonly folders: readonly PartitionWrite[];
}

/** What a plan shows in the place of a stage. */
export function plannedStage(session: IcebergSession, folders: readonly PartitionWrite[]): Stage {
  return { relation: stageRelation(session, "stage_…"), folders };
}

/**
 * Makes a table of the folders under a name nobody else has, does the work and drops the table. One that a dead process
 * left behind holds nothing and may be dropped at any time.
 */
export async function withStage<Result>(
  folders: readonly PartitionWrite[],
  session: IcebergSession,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  if (folders.length === 0) return work({ folders });
  const table = `stage_${randomBytes(12).toString("hex")}`;
  const relation = stageRelation(session, table);
  const { stage } = session;
  await session.run(createStageTable(session, folders, relation), millisecondSession(stage.catalog));
  try {
    if (folders.length > 1) {
      await mapConcurrent(
        folders.map((folder, index) => ({ folder, index })),
        concurrency,
        ({ folder, index }) => register(session, folder.folder, index, table),
      );
    }
    return await work({ relation, folders });
  } finally {
    // Also when the caller has given up.
    await unbound(session)
      .run(dropStage(relation))
      .catch((error: unknown) => {
        // What was stored does not depend on it.
        process.emitWarning(`${stage.catalog} keeps the empty table ${relation}: ${String(error)}`);
      });
  }
}

/** Whether the server lets us do with a stage what a write of this asset will need. Nobody sees it. */
export async function tryStage(session: IcebergSession): Promise<void> {
  const { asset, stage, run } = session;
  try {
    await unlessThere(run(createSchema(stage)));
  } catch (error) {
    throw isTrinoError(error, "CATALOG_NOT_FOUND") ? noStage(session, error) : error;
  }
  const folder = { partition: asset.partitions.map(() => null), folder: `${asset.key}/_table`, files: [] };
  const folders = asset.partitions.length === 0 ? [folder] : [folder, folder];
  await withStage(folders, session, async () => {});
}

async function register(
  session: IcebergSession,
  folder: string,
  index: number,
  table: string,
): Promise<void> {
  const { stage, store, run } = session;
  try {
    await run(registerFolder(stage, table, index, store.locate(folder)));
  } catch (error) {
    if (isTrinoError(error, "ALREADY_EXISTS")) return;
    if (!isTrinoError(error, "PERMISSION_DENIED")) throw error;
    throw new SluiceError("CAPABILITY_MISSING", {
      message: `Trino does not let ${stage.catalog} register partitions, which a write of several folders needs.`,
      details: { capability: "register_partition", plugin: "trino" },
      hint: `Set hive.allow-register-partition-procedure=true in the catalog file of ${stage.catalog}, or store one partition at a time.`,
      cause: error,
    });
  }
}

function stageRelation({ stage }: IcebergSession, table: string): string {
  return qualified(stage, table);
}

function noStage({ stage }: IcebergSession, cause: unknown): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `Trino has no catalog ${stage.catalog}, through which files reach Iceberg tables.`,
    details: { option: "stage" },
    hint: "Give iceberg({ stage }) the name of a catalog with connector.name=hive that reads the same bucket.",
    cause,
  });
}
