/** Bytes of a page. */
export const pageBytes = 4096;
const slabPages = 256;

/** Memory in pages of one size. What is given back is taken again, so nothing waits for the collector. */
export class PagePool {
  private readonly slabs: Buffer[] = [];
  private readonly free: number[] = [];

  /** Bytes the pool has from the system. It never shrinks. */
  get byteLength(): number {
    return this.slabs.length * slabPages * pageBytes;
  }

  /** Pages that nobody uses. */
  get freePages(): number {
    return this.free.length;
  }

  /** The number of a page, which holds anything. */
  take(): number {
    if (this.free.length === 0) this.grow();
    return this.free.pop() as number;
  }

  give(page: number): void {
    this.free.push(page);
  }

  /** Bytes `start` to `end`, exclusive, of a page. */
  bytes(page: number, start: number, end: number): Uint8Array {
    const from = (page % slabPages) * pageBytes;
    return (this.slabs[Math.floor(page / slabPages)] as Buffer).subarray(from + start, from + end);
  }

  /** Puts bytes into a page, from byte `start` on. */
  put(page: number, start: number, bytes: Uint8Array): void {
    const from = (page % slabPages) * pageBytes;
    (this.slabs[Math.floor(page / slabPages)] as Buffer).set(bytes, from + start);
  }

  private grow(): void {
    const first = this.slabs.length * slabPages;
    this.slabs.push(Buffer.allocUnsafeSlow(slabPages * pageBytes));
    for (let page = first + slabPages - 1; page >= first; page--) this.free.push(page);
  }
}
