import { type ContestResult, type Figures, figuresOf, type Timing } from "./timing.js";

/** A contest as lines: middle and spread of the rounds, processor time, memory, and how they compare with the first. */
export function contestText({ name, of, timings }: ContestResult): string {
  const [first] = timings;
  const ours = first && figuresOf(first);
  return [
    name,
    ...timings.map((timing) => line(timing, of, timing === first ? undefined : ours)),
    ...differences(timings).map((text) => `  ${text}`),
  ].join("\n");
}

function line(timing: Timing, of: number | undefined, ours: Figures | undefined): string {
  const name = `  ${timing.name.padEnd(44)}`;
  const figures = figuresOf(timing);
  if (figures === undefined) return `${name}skipped: ${timing.skipped}`;
  const added = Number.isNaN(figures.addedBytes) ? "" : ` (+${Math.round(figures.addedBytes / 1e6)})`;
  const memory = `${Math.round(figures.peakBytes / 1e6)} MB${added}`.padStart(15);
  const ended = timing.skipped === undefined ? "" : `   ended: ${timing.skipped}`;
  const ratios = ours === undefined ? "" : ratioText(ours, figures, of);
  return `${name}${of === undefined ? speeds(figures) : each(figures, of)}${memory}   ${ratios}${ended}`;
}

function speeds({ rows, millis, least, most, cpuMillis }: Figures): string {
  const [middle, slowest, fastest, ofCpu] = [millis, most, least, cpuMillis].map((taken) =>
    (rows / taken / 1000).toFixed(3),
  );
  const spread = `(${slowest} to ${fastest})`;
  return `${middle?.padStart(7)} M rows/s ${spread.padEnd(17)} ${ofCpu?.padStart(7)} M rows/CPU s`;
}

function each({ millis, least, most, cpuMillis }: Figures, of: number): string {
  const [middle, from, to, cpu] = [millis, least, most, cpuMillis].map((taken) => (taken / of).toFixed(2));
  const spread = `(${from} to ${to})`;
  return `${middle?.padStart(8)} ms ${spread.padEnd(19)} ${cpu?.padStart(8)} CPU ms`;
}

/** How many times as fast the first one is, by wall time and by processor time. */
function ratioText(ours: Figures, theirs: Figures, of: number | undefined): string {
  const ratio = (left: number, right: number): string =>
    (of === undefined ? (right / theirs.rows / left) * ours.rows : right / left).toFixed(2);
  return `ours is ${ratio(ours.millis, theirs.millis)}×, by CPU ${ratio(ours.cpuMillis, theirs.cpuMillis)}×`;
}

/** Which contenders made something else than the first. */
export function differences(timings: readonly Timing[]): string[] {
  const checks = timings.flatMap(({ name, turns }) =>
    turns.flatMap(({ check }) => (check === undefined ? [] : [{ name, check }])),
  );
  const different = checks.filter(({ check }) => check !== checks[0]?.check);
  return [...new Set(different.map(({ name }) => name))].map(
    (name) => `${name} made something else than ${checks[0]?.name}.`,
  );
}
