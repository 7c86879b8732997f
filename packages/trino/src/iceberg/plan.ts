import type { CatalogPlan, PlannedWrite } from "@sluice/sdk/plugin";
import { describeMapping } from "@sluice/type-mapping";
import { createSchema } from "../hive/statements.js";
import { type Change, changeOf } from "./change.js";
import { columnsHash } from "./owner.js";
import { lookAtTable, missingStatements } from "./prepare.js";
import { replaceNotes } from "./replace-notes.js";
import type { IcebergSession } from "./session.js";
import { plannedStage } from "./stage.js";
import { createStageTable } from "./stage-statements.js";
import { createTable } from "./statements.js";

/** The statements that a store of `write` would run now, found out by reading. */
export async function planPublish(write: PlannedWrite, session: IcebergSession): Promise<CatalogPlan> {
  const { asset, names, root } = session;
  const owner = await lookAtTable(session);
  const tables =
    owner === undefined
      ? [createSchema(names), createTable(asset, names, root, `${root}/…`)]
      : owner.columns === columnsHash(asset)
        ? []
        : await missingStatements(session);
  const change = changing(write, session);
  const replaced = owner !== undefined && change?.replacesAll ? await replaceNotes(session) : [];
  const notes = describeMapping(asset.schema, "iceberg").flatMap(({ column, note }) =>
    note === undefined ? [] : [`${column}: ${note}`],
  );
  return { statements: [...tables, ...statementsOf(change, session)], notes: [...replaced, ...notes] };
}

/** Which rows there will be is not known; the statements are those of some. */
function changing({ mode, added, next }: PlannedWrite, session: IcebergSession): Change | undefined {
  const folders = added.map((each) => ({ ...each, files: each.files.map((file) => ({ ...file, rows: 1 })) }));
  const scope = next.floor === next.number ? "all" : "named";
  return changeOf({ mode, scope, added: folders }, session);
}

function statementsOf(change: Change | undefined, session: IcebergSession): string[] {
  if (change === undefined) return [];
  const stage = plannedStage(session, change.folders);
  return [createStageTable(session, change.folders, stage.relation as string), change.statement(stage)];
}
