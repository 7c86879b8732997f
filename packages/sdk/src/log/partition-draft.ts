import type { PartitionValues } from "../plugin/asset-description.js";
import type { LivePartition, LiveWrite } from "../plugin/snapshot-log.js";

const drafts = new WeakMap<LivePartition, PartitionDraft>();

/** A live partition while commits are folded. The writes there were are looked at once somebody asks for writes. */
export class PartitionDraft {
  readonly live: LivePartition;
  private floor: number;
  private edited: number | undefined;
  private kept: LivePartition | undefined;
  private added: LiveWrite[];

  constructor(partition: PartitionValues, before: LivePartition | undefined) {
    // Of a draft only its parts: a long row of drafts would keep each other.
    const known = before && drafts.get(before);
    this.floor = before?.floor ?? 0;
    this.edited = before?.edited;
    this.kept = known === undefined ? before : known.kept;
    this.added = known === undefined ? [] : [...known.added];
    const draft = this;
    this.live = {
      partition,
      get floor() {
        return draft.floor;
      },
      get edited() {
        return draft.edited;
      },
      get writes() {
        return draft.writes();
      },
    };
    drafts.set(this.live, this);
  }

  add(write: LiveWrite): void {
    this.added.push(write);
  }

  /** Commit `number` takes all writes away. */
  hide(number: number): void {
    if (this.writes().length > 0) this.floor = number;
    this.kept = undefined;
    this.added = [];
    this.edited = undefined;
  }

  /** Commit `number` changes rows that no file tells any more. */
  edit(number: number): void {
    this.edited = number;
  }

  private writes(): readonly LiveWrite[] {
    if (this.kept !== undefined) this.added = [...this.kept.writes, ...this.added];
    this.kept = undefined;
    return this.added;
  }
}
