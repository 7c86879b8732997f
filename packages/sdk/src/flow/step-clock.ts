import { noMillis, type StepMillis } from "./receipt.js";

/** Measures the steps of a store. */
export interface StepClock {
  /** Adds to what the step has taken before. */
  time<Result>(step: keyof StepMillis, run: () => Promise<Result>): Promise<Result>;
  set(step: keyof StepMillis, millis: number): void;
  millis(): StepMillis;
}

/** Starts now. */
export function stepClock(): StepClock {
  const start = performance.now();
  const steps: Record<string, number> = {};
  const rounded = (millis: number): number => Math.round(millis * 10) / 10;
  return {
    async time(step, run) {
      const from = performance.now();
      try {
        return await run();
      } finally {
        steps[step] = rounded((steps[step] ?? 0) + performance.now() - from);
      }
    },
    set(step, millis) {
      steps[step] = rounded(millis);
    },
    millis: () => ({ ...noMillis, ...steps, total: rounded(performance.now() - start) }),
  };
}
