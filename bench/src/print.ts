import { type ContestResult, median, type Timing } from "./measure.js";

/** A contest as lines: median and spread, and how they compare with the first. */
export function contestText({ name, of, timings }: ContestResult): string {
  if (of !== undefined)
    return [name, ...timings.map((timing) => eachText(timing, of, timings[0]))].join("\n");
  const ours = timings[0];
  const lines = timings.map((timing) => {
    const speeds = [timing.millis.at(-1), timing.millis[0]].map((millis) => speedText(timing, millis));
    const speed = speedText(timing, median(timing.millis));
    const ratio = ours === undefined ? Number.NaN : rate(ours) / rate(timing);
    return `  ${timing.name.padEnd(44)}${speed.padStart(8)} M rows/s   ${speeds.join(" to ")}   ${ratioText(ratio)}`;
  });
  return [name, ...lines].join("\n");
}

/** Milliseconds each, and how many times those of the first. */
function eachText({ name, millis }: Timing, of: number, first: Timing | undefined): string {
  const [middle, least, most] = [median(millis), millis[0], millis.at(-1)].map((taken = Number.NaN) =>
    (taken / of).toFixed(2),
  );
  const times = median(millis) / median(first?.millis ?? []);
  return `  ${name.padEnd(44)}${String(middle).padStart(8)} ms   ${least} to ${most}   ${times === 1 ? "" : `${times.toFixed(2)}×`}`;
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
