import { differences } from "./print.js";
import type { Results } from "./results.js";
import { outcomes } from "./targets.js";
import { type ContestResult, type Figures, figuresOf, median, type Timing } from "./timing.js";

/** The page that shows a run. `chartOf` gives the address of a contest's chart. */
export function performancePage(results: Results, chartOf: (contest: ContestResult) => string): string {
  const { machine, rows, rounds, method, contests } = results;
  const groups = [...new Set(contests.map(({ group }) => group))];
  return `# Performance

Every figure on this page comes from one run of \`npm run bench -- all --json bench/results.json && npm run bench:report\`,
which anyone can repeat. Machine: ${machine.threads} threads of ${machine.processor}, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB, ${machine.system}, Node ${machine.node};
MinIO and Trino on the same machine. ${rows} rows, ${rounds} rounds. A target without a figure belongs to a group that the run did not have.

${method}

## Targets

| what | wanted | measured | |
| --- | --- | ---: | --- |
${outcomes(contests).map(targetRow).join("\n")}

${groups.map((group) => groupText(group, contests, chartOf)).join("\n\n")}

## Versions

${Object.entries(results.versions)
  .map(([name, version]) => `- ${name} ${version}`)
  .join("\n")}
`;
}

function targetRow({ target, wanted, measured, met }: ReturnType<typeof outcomes>[number]): string {
  const end = measured === undefined ? "not measured" : met ? "met" : `missed. ${target.floor}`;
  return `| ${target.contest} | ${wanted} | ${measured ?? ""} | ${end} |`;
}

function groupText(
  group: string,
  contests: readonly ContestResult[],
  chartOf: (contest: ContestResult) => string,
): string {
  const own = contests.filter((contest) => contest.group === group);
  return [`## ${group}`, ...own.map((contest) => contestText(contest, chartOf(contest)))].join("\n\n");
}

function contestText(contest: ContestResult, address: string): string {
  const { name, of, timings } = contest;
  const unit = of === undefined ? "M rows/s" : "ms";
  const table = [
    `| | ${unit} | spread | ${of === undefined ? "M rows/CPU s" : "CPU ms"} | peak MB |`,
    "| --- | ---: | ---: | ---: | ---: |",
    ...timings.map((timing) => timingRow(timing, of)),
  ];
  return [
    `### ${name}`,
    `![${name}](${address})`,
    table.join("\n"),
    ...differences(timings),
    ...stepsText(timings),
  ].join("\n\n");
}

function timingRow(timing: Timing, of: number | undefined): string {
  const figures = figuresOf(timing);
  if (figures === undefined) return `| ${timing.name} | skipped: ${timing.skipped} | | | |`;
  const { millis, least, most, cpuMillis, peakBytes } = figures;
  const text = (taken: number): string => valueText(figures, taken, of);
  const spread = of === undefined ? `${text(most)} to ${text(least)}` : `${text(least)} to ${text(most)}`;
  const memory = (peakBytes / 1e6).toFixed(0);
  const ended = timing.skipped === undefined ? "" : `, ended: ${timing.skipped}`;
  return `| ${timing.name}${ended} | ${text(millis)} | ${spread} | ${text(cpuMillis)} | ${memory} |`;
}

function valueText({ rows }: Figures, millis: number, of: number | undefined): string {
  const value = of === undefined ? rows / millis / 1000 : millis / of;
  return value >= 100 ? value.toFixed(0) : value >= 0.01 ? value.toFixed(2) : value.toPrecision(2);
}

/** Where the time of ours went. */
function stepsText(timings: readonly Timing[]): string[] {
  return timings.flatMap(({ name, turns }) => {
    const names = Object.keys(turns[0]?.steps ?? {});
    if (names.length === 0) return [];
    const parts = names.map((step) => [step, median(turns.map(({ steps }) => steps?.[step] ?? 0))] as const);
    const of = Object.fromEntries(parts);
    const overlap = (of.pack ?? 0) + (of.encode ?? 0) + (of.put ?? 0) - (of.write ?? 0);
    const said = parts.map(([step, millis]) => `${step} ${millis.toFixed(0)}`).join(", ");
    const more = overlap > 0 ? ` Packing, encoding and putting overlapped by ${overlap.toFixed(0)}.` : "";
    return [`Milliseconds of the last store, ${name}: ${said}.${more}`];
  });
}
