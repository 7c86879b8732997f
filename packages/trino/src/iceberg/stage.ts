import { randomBytes } from "node:crypto";
import { SluiceError } from "@sluice/sdk";
import { mapConcurrent, type PartitionWrite } from "@sluice/sdk/plugin";
import { isTrinoError } from "../client/index.js";
import { qualified } from "../hive/names.js";
import { millisecondSession } from "../hive/session.js";
import { createSchema } from "../hive/statements.js";
import { unlessThere } from "../unless-there.js";
import { ownStage, tryOwnStage, withOwnStage } from "./own-stage.js";
import { type IcebergSession, unbound } from "./session.js";
import { createStageTable, dropStage, folderColumn, registerFolder } from "./stage-statements.js";
import type { Staging } from "./staging.js";

/** Folders registered at once. */
const concurrency = 4;

/** The folders of a write as a table, which goes after the statement and leaves every file. */
export interface Stage {
  /** Default `hive`. */
  readonly kind?: Staging["kind"];
  /** Quoted. `undefined`: there are no folders, so no rows. */
  readonly relation?: string;
  /** Each with the partition its rows are of. */
  readonly folders: readonly PartitionWrite[];
  /** SQL for the place of a row's folder among them, from 1. */
  readonly folderNumber?: string;
  /** Session properties that reading it needs. */
  readonly session?: Readonly<Record<string, string>>;
}

/** What a plan shows in the place of a stage. */
export function plannedStage(
  session: IcebergSession,
  folders: readonly PartitionWrite[],
  kind: Staging["kind"] = "hive",
): Stage {
  if (folders.length === 0) return { kind, folders };
  return kind === "hive"
    ? hiveStage(qualified(session.stage, "stage_…"), folders, session)
    : ownStage(qualified(session.ownStage, "stage_…"), folders, session);
}

/** Makes a table of the folders under a name nobody else has, does the work and takes the table away. */
export async function withStage<Result>(
  folders: readonly PartitionWrite[],
  session: IcebergSession,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  if (folders.length === 0) return work({ kind: "hive", folders });
  const { kind } = await session.staging();
  return kind === "hive" ? withHiveStage(folders, session, work) : withOwnStage(folders, session, work);
}

/** Whether the server lets us do with a stage what a write of this asset will need. Nobody sees it. */
export async function tryStage(session: IcebergSession): Promise<void> {
  const { kind } = await session.staging();
  return kind === "hive" ? tryHiveStage(session) : tryOwnStage(session);
}

/**
 * An external table, so that dropping it leaves every file. One that a dead process left behind holds nothing and may be
 * dropped at any time.
 */
async function withHiveStage<Result>(
  folders: readonly PartitionWrite[],
  session: IcebergSession,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const table = `stage_${randomBytes(12).toString("hex")}`;
  const { stage } = session;
  const relation = qualified(stage, table);
  const properties = millisecondSession(stage.catalog);
  await session.run(createStageTable(session, folders, relation), properties);
  try {
    if (folders.length > 1) {
      await mapConcurrent(
        folders.map((folder, index) => ({ folder, index })),
        concurrency,
        ({ folder, index }) => register(session, folder.folder, index, table),
      );
    }
    return await work({ ...hiveStage(relation, folders, session), session: properties });
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

function hiveStage(relation: string, folders: readonly PartitionWrite[], { asset }: IcebergSession): Stage {
  return { kind: "hive", relation, folders, folderNumber: `${folderColumn(asset)} + 1` };
}

async function tryHiveStage(session: IcebergSession): Promise<void> {
  const { asset, stage, run } = session;
  await unlessThere(run(createSchema(stage)));
  const folder = { partition: asset.partitions.map(() => null), folder: `${asset.key}/_table`, files: [] };
  const folders = asset.partitions.length === 0 ? [folder] : [folder, folder];
  await withHiveStage(folders, session, async () => {});
}

async function register(
  session: IcebergSession,
  folder: string,
  index: number,
  table: string,
): Promise<void> {
  const { stage, store, run } = session;
  try {
    await run(registerFolder(session, table, index, store.locate(folder)));
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
