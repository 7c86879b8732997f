import { type PagePool, pageBytes } from "./page-pool.js";

/** Bytes that are read once, in their order. */
export interface ByteSource {
  /** The next `byteLength` bytes, put into `target` from `start` on. */
  read(target: Uint8Array, start: number, byteLength: number): void;
}

/** Bytes in pages of a pool: written at the end, read from the start. A page that has been read goes back. */
export class PageList implements ByteSource {
  /** Bytes written and not read. */
  length = 0;
  private readonly pool: PagePool;
  private pages: number[] = [];
  /** Pages before this one have been read. */
  private first = 0;
  /** Bytes read of the first page, and written to the last one. */
  private start = 0;
  private end = pageBytes;

  constructor(pool: PagePool) {
    this.pool = pool;
  }

  /** Memory the bytes take, which is whole pages. */
  get byteLength(): number {
    return (this.pages.length - this.first) * pageBytes;
  }

  write(bytes: Uint8Array): void {
    this.length += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      if (this.end === pageBytes) {
        this.pages.push(this.pool.take());
        this.end = 0;
      }
      const count = Math.min(bytes.length - at, pageBytes - this.end);
      const page = this.pages[this.pages.length - 1] as number;
      this.pool.put(page, this.end, count === bytes.length ? bytes : bytes.subarray(at, at + count));
      this.end += count;
      at += count;
    }
  }

  read(target: Uint8Array, start: number, byteLength: number): void {
    this.length -= byteLength;
    for (let at = 0; at < byteLength; ) {
      const count = Math.min(byteLength - at, pageBytes - this.start);
      const page = this.pages[this.first] as number;
      target.set(this.pool.bytes(page, this.start, this.start + count), start + at);
      this.start += count;
      at += count;
      if (this.start === pageBytes) {
        this.pool.give(page);
        this.first++;
        this.start = 0;
      }
    }
    if (this.length === 0) this.clear();
  }

  /** Copies all bytes to the start of `target`. They stay. */
  copyTo(target: Uint8Array): void {
    let at = 0;
    for (let index = this.first; index < this.pages.length; index++) {
      const from = index === this.first ? this.start : 0;
      const to = index === this.pages.length - 1 ? this.end : pageBytes;
      target.set(this.pool.bytes(this.pages[index] as number, from, to), at);
      at += to - from;
    }
  }

  /** Gives all pages back. */
  clear(): void {
    for (const page of this.pages.slice(this.first)) this.pool.give(page);
    this.pages = [];
    [this.length, this.first, this.start, this.end] = [0, 0, 0, pageBytes];
  }
}
