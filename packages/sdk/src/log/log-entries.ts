import { mapConcurrent } from "../concurrent.js";
import { SluiceError } from "../error.js";
import type { ObjectStore } from "../plugin/object-store.js";
import type { Commit } from "../plugin/snapshot-log.js";
import { readJson } from "./json-object.js";
import { layout, logNumber } from "./layout.js";
import { weightOf } from "./weight.js";

/** Requests for entries under way at once. */
const readConcurrency = 16;
/** So many of the newest entries are kept, if they are not heavier than this. */
const keptEntries = 1100;
const keptWeight = 100_000;

/** The entries of one log. They never change, so the newest ones that were read are kept. */
export class LogEntries {
  private readonly asset: string;
  private readonly store: ObjectStore;
  private readonly kept = new Map<number, Commit>();
  private weight = 0;

  constructor(asset: string, store: ObjectStore) {
    this.asset = asset;
    this.store = store;
  }

  /** The entry with that number, if there is one. */
  async find(number: number, signal?: AbortSignal): Promise<Commit | undefined> {
    const known = this.kept.get(number);
    if (known !== undefined) return known;
    const key = layout.logEntry(this.asset, number);
    const found = await readJson<Commit>(this.store, key, this.asset, signal);
    if (found !== undefined) this.keep(found);
    return found;
  }

  /** Entries after `after` up to and including `to`, in order. `LOG_INVALID` if one is not there. */
  range(after: number, to: number, signal?: AbortSignal): Promise<Commit[]> {
    const numbers = Array.from({ length: Math.max(0, to - after) }, (_, index) => after + 1 + index);
    return mapConcurrent(numbers, readConcurrency, async (number) => {
      const commit = await this.find(number, signal);
      if (commit === undefined) throw this.missing(number, "");
      return commit;
    });
  }

  /** Those of `range` if all of them are kept. */
  known(after: number, to: number): Commit[] | undefined {
    const commits: Commit[] = [];
    for (let number = after + 1; number <= to; number++) {
      const commit = this.kept.get(number);
      if (commit === undefined) return undefined;
      commits.push(commit);
    }
    return commits;
  }

  /** Numbers of the entries after `number`. `LOG_INVALID` if one between them is not there. */
  async numbersAfter(number: number, signal?: AbortSignal): Promise<number[]> {
    const numbers: number[] = [];
    const startAfter = layout.logEntry(this.asset, number);
    for await (const object of this.store.list(layout.logFolder(this.asset), { startAfter, signal })) {
      const found = logNumber(this.asset, object.key);
      if (found !== undefined) numbers.push(found);
    }
    const gap = numbers.findIndex((found, index) => found !== number + 1 + index);
    if (gap >= 0) throw this.missing(number + 1 + gap, ", though later ones exist");
    return numbers;
  }

  /** When each entry was created, by the store's clock. */
  async times(signal?: AbortSignal): Promise<Map<number, Date>> {
    const times = new Map<number, Date>();
    for await (const { key, modifiedAt } of this.store.list(layout.logFolder(this.asset), { signal })) {
      const number = logNumber(this.asset, key);
      if (number !== undefined) times.set(number, modifiedAt);
    }
    return times;
  }

  /** What was read, or written just now. */
  keep(commit: Commit): void {
    if (this.kept.has(commit.number)) return;
    this.kept.set(commit.number, commit);
    this.weight += weightOf([commit]);
    for (const [number, oldest] of this.kept) {
      if (this.kept.size <= keptEntries && this.weight <= keptWeight) return;
      this.kept.delete(number);
      this.weight -= weightOf([oldest]);
    }
  }

  private missing(number: number, more: string): SluiceError {
    return new SluiceError("LOG_INVALID", {
      message: `The log of ${this.asset} has no entry ${number}${more}.`,
      details: { asset: this.asset, object: layout.logEntry(this.asset, number) },
      hint: "Log entries are never deleted by Sluice: restore the object from a backup or an older version.",
    });
  }
}
