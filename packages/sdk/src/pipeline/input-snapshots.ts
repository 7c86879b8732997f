import { newestSnapshot } from "./newest-change.js";
import type { TaskInput } from "./task.js";

/** The newest snapshots of inputs. Those that the run does not compute are read at one snapshot throughout the run. */
export class InputSnapshots {
  private readonly kept = new Map<string, Promise<number>>();
  private readonly run: string;

  constructor(run: string) {
    this.run = run;
  }

  /** One number for each asset, by its key; 0 for one never stored. A source has none. */
  async of(inputs: readonly TaskInput[]): Promise<ReadonlyMap<string, number>> {
    const owned = inputs.filter(({ asset }) => asset.description.source === undefined);
    const byKey = new Map(owned.map((input) => [input.asset.key, input]));
    const numbers = [...byKey].map(async ([key, input]) => [key, await this.numberOf(input)] as const);
    return new Map(await Promise.all(numbers));
  }

  private numberOf(input: TaskInput): Promise<number> {
    if (input.computed) return this.newest(input);
    const { key } = input.asset;
    const number = this.kept.get(key) ?? this.newest(input);
    this.kept.set(key, number);
    // A task that asks later may have more luck.
    number.catch(() => this.kept.delete(key));
    return number;
  }

  private newest({ asset, io }: TaskInput): Promise<number> {
    return newestSnapshot(asset, io, this.run);
  }
}
