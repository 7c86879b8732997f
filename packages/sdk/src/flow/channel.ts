/** Hands values from one loop to another; a push waits until the value before has been taken. */
export class Channel<Value> implements AsyncIterable<Value> {
  private waiting: { value: Value; taken: () => void; failed: (error: unknown) => void } | undefined;
  private wake: (() => void) | undefined;
  private ended = false;
  private failure: { error: unknown } | undefined;

  /** Resolves when the reader has taken the value; throws what `fail` was given. */
  async push(value: Value): Promise<void> {
    if (this.failure !== undefined) throw this.failure.error;
    await new Promise<void>((taken, failed) => {
      this.waiting = { value, taken, failed };
      this.notify();
    });
  }

  /** The reader ends after what has been pushed. */
  end(): void {
    this.ended = true;
    this.notify();
  }

  /** Reader and writer both get this error. Does nothing after the end has been reached. */
  fail(error: unknown): void {
    this.failure ??= { error };
    this.waiting?.failed(error);
    this.waiting = undefined;
    this.notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value> {
    for (;;) {
      if (this.failure !== undefined) throw this.failure.error;
      const { waiting } = this;
      if (waiting !== undefined) {
        this.waiting = undefined;
        waiting.taken();
        yield waiting.value;
      } else if (this.ended) {
        return;
      } else {
        await new Promise<void>((wake) => {
          this.wake = wake;
        });
      }
    }
  }

  private notify(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
