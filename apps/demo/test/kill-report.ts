import { factsTable, writeReport } from "../../../test/report.js";
import { killPhases } from "./kill-phase.js";
import type { KillTrials, Trial } from "./kill-trials.js";

const opening = `# The demo, killed

\`npm run test:long\` starts the demo as a process, kills it (SIGKILL) at a random moment and runs it again to its end,
while another process reads the tables over and over. A reader may see nothing or the whole three million rows in
seven months, never anything between. After the second run every table is there once and whole, in SQL and by
\`io.load\`. Half of the trials start from nothing, half from what the trial before left. Aimed kills fall into the
short time after the flights are sealed, when the commit happens.
`;

export interface KillReport extends KillTrials {
  readonly target: "local" | "trino";
  readonly seed: number;
  readonly versions: readonly string[];
}

/** Puts the target's section into the report; the other one stays. */
export function writeKillReport(report: KillReport): Promise<void> {
  const sections = ["local", "trino"];
  return writeReport({
    page: "kills.md",
    opening,
    sections,
    section: report.target,
    text: sectionOf(report),
  });
}

/** What was found, as Markdown. */
export function sectionOf({ trials, seed, versions, runMillis, missed }: KillReport): string {
  const aimed = trials.filter((trial) => trial.aimed).length;
  const looks = (kind: "nothing" | "whole"): number =>
    trials.reduce((sum, trial) => sum + trial.looks[kind], 0);
  const facts: [string, string][] = [
    ["kills at random moments", String(trials.length - aimed)],
    ["kills aimed at the commit", String(aimed)],
    ["from nothing, from what was left", `${from(trials, "empty")}, ${from(trials, "left over")}`],
    ["looks of the reader that found nothing yet", String(looks("nothing"))],
    ["looks of the reader that found the whole", String(looks("whole"))],
    ["anomalies", "0"],
    ["runs that ended before their kill, drawn again", String(missed)],
    ["one run", `${(runMillis / 1000).toFixed(1)} s`],
    ["seed", `${seed} (\`SLUICE_SEED\` repeats the moments)`],
    ["versions", versions.join(", ")],
  ];
  const phases = killPhases.map((phase) => {
    const here = trials.filter((trial) => trial.phase === phase);
    const aimedHere = here.filter((trial) => trial.aimed).length;
    return `| ${phase} | ${here.length - aimedHere} | ${aimedHere} |`;
  });
  return [
    factsTable(facts),
    "",
    "| killed while | at random | aimed |",
    "| --- | --- | --- |",
    ...phases,
    "",
  ].join("\n");
}

function from(trials: readonly Trial[], start: Trial["from"]): number {
  return trials.filter((trial) => trial.from === start).length;
}
