import { SluiceError } from "@sluice/sdk";
import type { MaintenanceRequest, MaintenanceStep } from "@sluice/sdk/plugin";
import {
  durationMillis,
  expireSnapshots,
  findMinimum,
  findOld,
  findSmall,
  optimize,
  removeOrphans,
} from "./maintenance-statements.js";
import type { IcebergSession } from "./session.js";

export interface PlannedStep extends MaintenanceStep {
  /** Session properties of the statement. */
  readonly session: Readonly<Record<string, string>>;
}

/** What deletes files after a time, and the server's name of the shortest one. */
const retentions = {
  expireSnapshots: { procedure: "expire_snapshots", statement: expireSnapshots },
  removeOrphans: { procedure: "remove_orphan_files", statement: removeOrphans },
} as const;

/** The statements of a request, in order, and what to know of them. `CONFIGURATION_INVALID` for times that are too short. */
export async function maintenance(
  request: MaintenanceRequest,
  session: IcebergSession,
): Promise<{ readonly steps: readonly PlannedStep[]; readonly notes: readonly string[] }> {
  const { names, relation } = session;
  const steps: PlannedStep[] = [];
  const notes: string[] = [];
  if (request.optimize !== undefined) {
    const { smallerThanBytes } = request.optimize;
    const candidates = await count(findSmall(names, smallerThanBytes), session);
    steps.push({
      step: "optimize",
      statement: optimize(relation, smallerThanBytes),
      candidates,
      session: {},
    });
  }
  for (const step of ["expireSnapshots", "removeOrphans"] as const) {
    const wanted = request[step];
    if (wanted === undefined) continue;
    const { olderThanMillis } = wanted;
    const statement = retentions[step].statement(relation, olderThanMillis);
    const counted =
      step === "expireSnapshots" ? { candidates: await count(findOld(names, olderThanMillis), session) } : {};
    const below = await belowMinimum(step, olderThanMillis, request, session);
    if (below !== undefined) notes.push(below.note);
    steps.push({ step, statement, ...counted, session: below?.session ?? {} });
  }
  return { steps, notes };
}

/** What makes the server allow a time that is shorter than it allows by itself. `undefined`: it is not. */
async function belowMinimum(
  step: keyof typeof retentions,
  olderThanMillis: number,
  { force, plan }: MaintenanceRequest,
  { names: { catalog }, relation, asset, run }: IcebergSession,
): Promise<{ note: string; session: Record<string, string> } | undefined> {
  const { procedure } = retentions[step];
  const property = `${catalog}.${procedure}_min_retention`;
  const { rows } = await run(findMinimum(property));
  const minimum = String(rows.find(([name]) => name === property)?.[1] ?? "");
  const leastMillis = durationMillis(minimum);
  if (leastMillis === undefined || olderThanMillis >= leastMillis) return undefined;
  const setting = `iceberg.${procedure.replaceAll("_", "-")}.min-retention`;
  const said = `${catalog} deletes nothing of ${relation} that is younger than ${minimum} (${setting})`;
  if (force) {
    return { note: `${said}; { force: true } goes below.`, session: { [property]: `${olderThanMillis}ms` } };
  }
  if (plan) return { note: `${said}: ${step} is refused without { force: true }.`, session: {} };
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: `${asset.key} cannot be maintained with ${step} after ${olderThanMillis} ms: ${said}.`,
    details: { option: step },
    hint: `Give olderThanMillis of at least ${Math.ceil(leastMillis)}, set ${setting} in its catalog file, or say { force: true } where no query needs older rows.`,
  });
}

async function count(sql: string, { run }: IcebergSession): Promise<number> {
  const { rows } = await run(sql);
  return Number(rows[0]?.[0]);
}
