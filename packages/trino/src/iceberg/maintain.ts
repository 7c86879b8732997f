import { SluiceError } from "@sluice/sdk";
import type { MaintenanceReport, MaintenanceRequest, TableSize } from "@sluice/sdk/plugin";
import type { CreatedTable } from "../created/created-table.js";
import type { Change } from "./change.js";
import { journalOf } from "./journal.js";
import { findSize } from "./maintenance-statements.js";
import { maintenance, type PlannedStep } from "./maintenance-steps.js";
import { noTable } from "./no-table.js";
import { schemeless } from "./own-files.js";
import { lookAtTable } from "./prepare.js";
import { settleMade } from "./restore.js";
import type { IcebergSession } from "./session.js";
import { tryChange } from "./try-change.js";
import { isWorthAnother, tries } from "./worth-another.js";

/**
 * Looks after the table. Each statement is a try like that of a store, so no store of the asset is under way meanwhile:
 * none of its snapshots is forgotten before its outcome is known, and none of its files is taken for left over.
 */
export async function maintainTable(
  request: MaintenanceRequest,
  session: IcebergSession,
): Promise<MaintenanceReport> {
  const { asset, relation } = session;
  const table = await lookAtTable(session);
  if (table === undefined) throw await noTable(session);
  checkLocation(table.created, session);
  const { steps, notes } = await maintenance(request, session);
  const report = {
    asset: asset.key,
    relation,
    steps: steps.map(({ step, statement, candidates }) => ({
      step,
      statement,
      ...(candidates === undefined ? {} : { candidates }),
    })),
    before: await sizeOf(session),
    notes,
  };
  if (request.plan) return report;
  for (const step of steps) await takeStep(step, session);
  return { ...report, after: await sizeOf(session) };
}

async function takeStep(
  { statement, session: properties }: PlannedStep,
  session: IcebergSession,
): Promise<void> {
  const journal = journalOf(session);
  const change: Change = {
    folders: [],
    replacesAll: false,
    maintains: true,
    session: properties,
    statement: () => statement,
  };
  for (let attempt = 1; ; ) {
    const settled = await settleMade(journal, session);
    try {
      if (await tryChange(change, undefined, settled, journal, session)) return;
    } catch (error) {
      if (attempt++ === tries || !isWorthAnother(error, session)) throw error;
    }
  }
}

/** What cleans a table deletes whatever it does not know below it. */
function checkLocation({ properties }: CreatedTable, { asset, relation, root }: IcebergSession): void {
  const found = properties.get("location");
  const location = found === undefined ? undefined : String(found);
  if (location !== undefined && schemeless(location).startsWith(`${schemeless(root)}/`)) return;
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} lies in ${location ?? "a place that Trino does not tell"}, and not below ${root}: cleaning it could delete data, seals or the log of ${asset.key}, or what is not its own.`,
    details: { relation },
    hint: `Unregister the table, and call io.rollback(asset, { to }): it makes one of its own below ${root}.`,
  });
}

async function sizeOf({ names, run }: IcebergSession): Promise<TableSize> {
  const { rows } = await run(findSize(names));
  const [files, byteLength, snapshots] = rows[0] ?? [];
  return { files: Number(files), byteLength: Number(byteLength), snapshots: Number(snapshots) };
}
