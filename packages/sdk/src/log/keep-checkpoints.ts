import type { Snapshot } from "../plugin/snapshot-log.js";
import type { CheckpointName } from "./checkpoint-name.js";
import type { CheckpointFiles } from "./checkpoints.js";
import { layout } from "./layout.js";
import type { LogEntries } from "./log-entries.js";
import { liveWeight, weightOf } from "./weight.js";

/** A checkpoint is kept at every so many commits, a whole one of five. */
const checkpointEvery = 100;
const wholeEvery = 500;
/** After so many commits without one, whoever should have made it is taken to have died. */
const overdue = 110;
/** The recent commits are kept at every so many commits, if they are not heavier than this. */
const recentEvery = 2;
const recentWeight = 10_000;

/** What the committers of one log keep beside it, so that a cold reader needs few requests. */
export class CheckpointKeeper {
  private readonly asset: string;
  private readonly files: CheckpointFiles;
  private readonly entries: LogEntries;
  /** The newest checkpoint this process knows of. */
  private names: readonly CheckpointName[] = [];

  constructor(asset: string, files: CheckpointFiles, entries: LogEntries) {
    this.asset = asset;
    this.files = files;
    this.entries = entries;
  }

  /** What a reader found. */
  found(names: readonly CheckpointName[]): void {
    if (numberOf(names) > numberOf(this.names)) this.names = names;
  }

  /** Keeps what is due after the commit that made this snapshot. The commit stands whether this succeeds or not. */
  async keep(snapshot: Snapshot): Promise<void> {
    const { number } = snapshot;
    if (number % recentEvery !== 0) return;
    if (await this.isDue(snapshot)) await this.write(snapshot);
    // An older snapshot than the checkpoint has nothing to tell.
    if (number < numberOf(this.names)) return;
    const commits = await this.entries.range(numberOf(this.names), number);
    if (weightOf(commits) <= recentWeight) await this.files.writeRecent(this.names, commits);
  }

  private async isDue(snapshot: Snapshot): Promise<boolean> {
    const { number } = snapshot;
    if (number % checkpointEvery === 0) return true;
    if (number - numberOf(this.names) >= overdue) {
      const newer = await this.files.names(numberOf(this.names));
      const others = newer.filter((each) => each.number <= number).at(-1);
      if (others !== undefined) this.found(this.leadingTo(others));
      if (number - numberOf(this.names) >= overdue) return true;
    }
    // Commits that are heavier together than what they made.
    const since = this.entries.known(numberOf(this.names), number);
    if (since === undefined) return false;
    const weight = weightOf(since);
    return weight > recentWeight && weight >= liveWeight(snapshot);
  }

  /** A whole checkpoint, or where that is much smaller the commits after the last whole one. */
  private async write(snapshot: Snapshot): Promise<void> {
    const [whole] = this.names;
    const { number } = snapshot;
    const isCurrent = whole !== undefined && whole.key === layout.checkpoint(this.asset, whole.number);
    if (isCurrent && number - whole.number < wholeEvery) {
      const commits = this.entries.known(whole.number, number);
      if (commits !== undefined && weightOf(commits) < liveWeight(snapshot)) {
        this.found([whole, await this.files.writeCommits(commits, whole.number)]);
        return;
      }
    }
    this.found([await this.files.writeWhole(snapshot)]);
  }

  private leadingTo(name: CheckpointName): CheckpointName[] {
    const { after } = name;
    if (after === undefined) return [name];
    return [{ key: layout.checkpoint(this.asset, after), number: after }, name];
  }
}

function numberOf(names: readonly CheckpointName[]): number {
  return names.at(-1)?.number ?? 0;
}
