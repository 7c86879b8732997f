/** Bytes that are added at the end, in memory that threads share. */
export class SharedBytes {
  private bytes = new Uint8Array(new SharedArrayBuffer(0));
  private length = 0;

  /** Bytes it has room for. */
  get capacity(): number {
    return this.bytes.length;
  }

  /** Room for so many bytes in all: adding them makes no further copy of those that are there. */
  reserve(byteLength: number): void {
    if (byteLength <= this.bytes.length) return;
    const grown = new Uint8Array(new SharedArrayBuffer(byteLength));
    grown.set(this.all());
    this.bytes = grown;
  }

  add(more: Uint8Array): void {
    const length = this.length + more.length;
    if (length > this.bytes.length) this.reserve(Math.max(length, 1.5 * this.bytes.length));
    this.bytes.set(more, this.length);
    this.length = length;
  }

  /** Valid until the next `clear`. */
  all(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}
