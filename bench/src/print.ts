import { type ContestResult, median, type Timing } from "./measure.js";

/** A contest as lines: median and spread in million rows a second, and how many times slower than the first. */
export function contestText({ name, timings }: ContestResult): string {
  const ours = timings[0];
  const lines = timings.map((timing) => {
    const speeds = [timing.millis.at(-1), timing.millis[0]].map((millis) => speedText(timing, millis));
    const speed = speedText(timing, median(timing.millis));
    const ratio = ours === undefined ? Number.NaN : rate(ours) / rate(timing);
    return `  ${timing.name.padEnd(44)}${speed.padStart(8)} M rows/s   ${speeds.join(" to ")}   ${ratioText(ratio)}`;
  });
  return [name, ...lines].join("\n");
}

function rate(timing: Timing): number {
  return timing.rows / median(timing.millis);
}

function speedText({ rows }: Timing, millis = Number.NaN): string {
  return (rows / millis / 1000).toFixed(3);
}

function ratioText(ratio: number): string {
  return ratio === 1 ? "" : `ours is ${ratio.toFixed(2)}×`;
}
