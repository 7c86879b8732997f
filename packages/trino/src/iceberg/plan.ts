import type { CatalogPlan, PlannedWrite } from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";
import { createSchema } from "../hive/statements.js";
import { addFiles, createOwnStage } from "./add-files-statements.js";
import { type Change, changeOf, wayOf } from "./change.js";
import { formatStatements } from "./format-version.js";
import { wasMade } from "./no-table.js";
import { ownStageFolder } from "./own-stage.js";
import { checkUpsert, lookAtTable, missingStatements } from "./prepare.js";
import { remade } from "./remade.js";
import { replaceNotes } from "./replace-notes.js";
import type { IcebergSession } from "./session.js";
import { plannedStage } from "./stage.js";
import { createStageTable } from "./stage-statements.js";
import type { Staging } from "./staging.js";
import { createTable } from "./statements.js";

/** The statements that a store of `write` would run now, found out by reading. */
export async function planPublish(write: PlannedWrite, session: IcebergSession): Promise<CatalogPlan> {
  const { mode, key, added, next } = write;
  const scope = next.floor === next.number ? "all" : "named";
  const { asset, names, root } = session;
  const table = await lookAtTable(session);
  if (key !== undefined) checkUpsert(asset, key, table);
  if (table === undefined && session.replaces !== "all" && (await wasMade(session))) throw remade(session);
  const format = await formatStatements(table?.created, session);
  const tables =
    table === undefined
      ? [createSchema(names), createTable(asset, names, root, `${root}/…`)]
      : [...missingStatements(table, session), ...format];
  // Which rows there will be is not known; the statements are those of some.
  const some = added.map((each) => ({ ...each, files: each.files.map((file) => ({ ...file, rows: 1 })) }));
  const written = { asset: asset.key, schema: asset.schema, mode, key, scope, added: some } as const;
  const way = await wayOf(written, session);
  const change = changeOf(written, session, way?.adds);
  const { kind } = await session.staging();
  const replaced = table !== undefined && change?.replacesAll ? await replaceNotes(session) : [];
  const notes = describeMapping(asset.schema, "iceberg").flatMap(({ column, note }) =>
    note === undefined ? [] : [`${column}: ${note}`],
  );
  return {
    statements: [...tables, ...(change === undefined ? [] : changing(change, kind, session))],
    notes: [...replaced, ...notes, ...(way === undefined ? [] : [way.note])],
  };
}

function changing(change: Change, kind: Staging["kind"], session: IcebergSession): string[] {
  const { folders } = change;
  const stage = plannedStage(session, folders, kind);
  const { relation = "" } = stage;
  if (folders.length === 0) return [change.statement(stage)];
  const made =
    kind === "hive"
      ? [createStageTable(session, folders, relation)]
      : [
          createOwnStage(session, relation, session.store.locate(`${ownStageFolder(session.asset.key)}/…`)),
          ...folders.map(({ folder }) => addFiles(session, relation, folder)),
        ];
  return [...made, change.statement(stage)];
}
