import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { random } from "../../../test/random.js";
import { checkWhole } from "./check-whole.js";
import { type KillPhase, killPhase } from "./kill-phase.js";
import type { Place } from "./place.js";
import { watch } from "./reader.js";
import { startDemo } from "./start-demo.js";

export interface KillTrialsOptions {
  /** A place where nothing was ever stored. */
  make(): Promise<Place>;
  readonly seed: number;
  /** Kills at moments drawn from the whole duration of a run. */
  readonly kills: number;
  /** Kills drawn from the short time after the flights are sealed: just before, in and after the commit. */
  readonly aimed: number;
  readonly aimedMillis: number;
  /** Time between two looks of the reader. */
  readonly lookMillis: number;
  /** Is told of each trial when it is over. */
  tell?(trial: Trial): void;
}

export interface Trial {
  readonly number: number;
  readonly from: "empty" | "left over";
  readonly aimed: boolean;
  readonly phase: KillPhase;
  /** Time from the start of the process, or for aimed ones from the seal, to the kill. */
  readonly killMillis: number;
  /** How long the run after it took. */
  readonly rerunMillis: number;
  readonly looks: { readonly nothing: number; readonly whole: number };
}

export interface KillTrials {
  readonly trials: readonly Trial[];
  /** Duration of one run that nobody killed. */
  readonly runMillis: number;
  /** Runs that had ended before the kill they were to get; another moment was drawn for each. */
  readonly missed: number;
}

/**
 * Kills the demo at random moments and runs it again, while a reader looks. Throws with seed and trial where a reader
 * saw anything but nothing or all, or where the second run did not make everything whole.
 */
export async function killTrials(options: KillTrialsOptions): Promise<KillTrials> {
  const { kills, aimed, seed } = options;
  const next = random(seed);
  const trials: Trial[] = [];
  let missed = 0;
  let place = await options.make();
  try {
    let runMillis = await runToEnd(place, "the first run");
    await checkWhole(place);
    const firstMillis = runMillis;
    while (trials.length < kills + aimed) {
      const number = trials.length + 1;
      const isAimed = number > kills;
      const fromEmpty = number % 2 === 1;
      if (fromEmpty) {
        await place.close();
        await place.remove();
        place = await options.make();
      }
      const killMillis = Math.round(next() * (isAimed ? options.aimedMillis : runMillis));
      const name = `trial ${number} of seed ${seed} (${fromEmpty ? "empty" : "left over"}, killed at ${killMillis} ms)`;
      const before = await place.keys("");
      const reader = watch(place, options.lookMillis);
      let killed: boolean;
      let phase: KillPhase;
      try {
        killed = await runAndKill(place, killMillis, isAimed ? before : undefined);
        phase = killPhase(before, await place.keys(""));
        const rerunMillis = await runToEnd(place, name);
        // The moments are drawn from what a run takes with this reader beside it.
        runMillis = rerunMillis;
      } catch (error) {
        await reader.stop();
        throw error;
      }
      const { anomalies, ...looks } = await reader.stop();
      expect(anomalies, name).toEqual([]);
      expect(looks.whole, name).toBeGreaterThan(0);
      await checkWhole(place).catch((error: unknown) => {
        throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      });
      if (!killed) {
        missed++;
        continue;
      }
      const from = fromEmpty ? "empty" : "left over";
      const trial: Trial = { number, from, aimed: isAimed, phase, killMillis, rerunMillis: runMillis, looks };
      trials.push(trial);
      options.tell?.(trial);
    }
    return { trials, runMillis: firstMillis, missed };
  } finally {
    await place.close();
    await place.remove();
  }
}

async function runToEnd(place: Place, name: string): Promise<number> {
  const { code, output, millis } = await startDemo(place.options).ended;
  expect(code, `${name}: ${output}`).toBe(0);
  return Math.round(millis);
}

/** Whether the demo was still running. Given the keys of before, the time counts from its new seal of the flights. */
async function runAndKill(
  place: Place,
  killMillis: number,
  aimAfter: readonly string[] | undefined,
): Promise<boolean> {
  const demo = startDemo(place.options);
  let ended = false;
  const end = demo.ended.finally(() => {
    ended = true;
  });
  if (aimAfter !== undefined) {
    const seals = aimAfter.filter((key) => key.startsWith("flights/_seals/")).length;
    while (!ended && (await place.keys("flights/_seals/")).length <= seals) await pause(1);
  }
  await Promise.race([pause(killMillis), end]);
  demo.kill();
  return (await end).killed;
}
