import type { Contender, Contest } from "./contender.js";

/** Times of one contender. */
export interface Timing {
  readonly name: string;
  readonly rows: number;
  /** Ascending. */
  readonly millis: readonly number[];
}

export interface ContestResult {
  readonly name: string;
  readonly of?: number | undefined;
  readonly timings: readonly Timing[];
}

/** Runs the contenders in turns, so that a slow moment of the machine meets them all. The first turn is not counted. */
export async function measure({ name, of, contenders }: Contest, runs: number): Promise<ContestResult> {
  const millis = contenders.map((): number[] => []);
  const rows = contenders.map(() => 0);
  for (let turn = 0; turn <= runs; turn++) {
    for (const [index, contender] of contenders.entries()) {
      const [taken, handled] = await timed(contender);
      rows[index] = handled;
      if (turn > 0) millis[index]?.push(taken);
    }
  }
  const timings = contenders.map((contender, index) => ({
    name: contender.name,
    rows: rows[index] ?? 0,
    millis: (millis[index] ?? []).sort((left, right) => left - right),
  }));
  return { name, of, timings };
}

/** The middle one, or the mean of the middle two. */
export function median(ascending: readonly number[]): number {
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? Number.NaN;
  return ascending.length % 2 === 1 ? upper : (upper + (ascending[middle - 1] ?? Number.NaN)) / 2;
}

async function timed(contender: Contender): Promise<[millis: number, rows: number]> {
  globalThis.gc?.();
  const start = performance.now();
  const rows = await contender.run();
  return [performance.now() - start, rows];
}
