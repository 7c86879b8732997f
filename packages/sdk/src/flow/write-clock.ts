/** Measures what the files of one write wait for, in wall time: files that are under way at once count once. */
export class WriteClock {
  readonly encode: BusyClock = new BusyClock();
  readonly put: BusyClock = new BusyClock();
}

/** The time in which at least one of several was busy. */
class BusyClock {
  millis = 0;
  private busy = 0;
  private since = 0;

  enter(): void {
    if (this.busy++ === 0) this.since = performance.now();
  }

  leave(): void {
    if (--this.busy === 0) this.millis += performance.now() - this.since;
  }
}

/** Tells the clock what one stream of files is waiting for. */
export class FileStage {
  private readonly clock: WriteClock;
  private stage: keyof WriteClock | undefined;
  private starved = false;
  private entered: BusyClock | undefined;

  constructor(clock: WriteClock) {
    this.clock = clock;
  }

  /** The next bytes of the handler, the store, or nothing any more. */
  waitFor(stage: keyof WriteClock | undefined): void {
    this.stage = stage;
    this.turn();
  }

  /** The rows, handed on. Meanwhile the handler has nothing to encode, which is no time of its own. */
  async *feed<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    this.starve(true);
    for await (const item of items) {
      this.starve(false);
      yield item;
      this.starve(true);
    }
    this.starve(false);
  }

  private starve(starved: boolean): void {
    this.starved = starved;
    this.turn();
  }

  private turn(): void {
    const { clock, stage } = this;
    const next = stage === undefined || (stage === "encode" && this.starved) ? undefined : clock[stage];
    if (next === this.entered) return;
    this.entered?.leave();
    next?.enter();
    this.entered = next;
  }
}
