import { describe, expect, it } from "vitest";
import type { Chunk, RowGroup, TopColumn } from "../src/format/footer.js";
import { affordable } from "../src/read/affordable-ranges.js";
import type { PagePlace } from "../src/read/page-places.js";

const rows = 1000;
const column = (name: string, first: number, end = first + 1): TopColumn => ({
  name,
  elements: [first + 1, end + 1],
  leaves: [first, end],
});

/** A row group whose leaves take so many bytes each, one after the other. */
function groupOf(...byteLengths: number[]): RowGroup {
  let end = 4;
  const chunks = byteLengths.map((byteLength): Chunk => {
    const start = end;
    end += byteLength;
    return { struct: new Map(), metadata: new Map(), start, end, expandedByteLength: byteLength };
  });
  return { struct: new Map(), rows, chunks };
}

/** Pages of so many rows each, which share the bytes of the chunk evenly. */
function pagesOf({ start, end }: Chunk, pageRows: number): PagePlace[] {
  const pages = Math.ceil(rows / pageRows);
  const byteAt = (page: number): number => start + Math.round(((end - start) * page) / pages);
  return Array.from({ length: pages }, (_, page) => ({
    start: byteAt(page),
    end: byteAt(page + 1),
    firstRow: page * pageRows,
    endRow: Math.min(rows, (page + 1) * pageRows),
  }));
}

const three = [
  { start: 0, end: 10 },
  { start: 400, end: 410 },
  { start: 900, end: 910 },
];
const around = [{ start: 0, end: 910 }];

describe("ranges of rows", () => {
  const group = groupOf(1000, 1000);
  const [small, large] = [pagesOf(group.chunks[0]!, 100), pagesOf(group.chunks[1]!, 100)];
  const both = [column("a", 0), column("b", 1)];

  it("stay where every column is cut for them", () => {
    const places = new Map([
      [0, small],
      [1, large],
    ]);
    expect(affordable(three, group, both, places)).toBe(three);
    expect(affordable([], group, both, places)).toEqual([]);
  });

  it("become one where a column without pages would come with each of them", () => {
    const places = new Map([[0, small]]);
    expect(affordable(three, group, [column("b", 1)], places)).toEqual(around);
    // 3 · 1000 of the one, 3 · 100 of the other, of 2000.
    expect(affordable(three, group, both, places)).toBe(three);
    const wide = groupOf(100, 1000);
    const narrow = new Map([[0, pagesOf(wide.chunks[0]!, 100)]]);
    expect(affordable(three, wide, both, narrow)).toEqual(around);
    expect(affordable(three.slice(1), wide, both, narrow)).toHaveLength(2);
  });

  it("become one where the pages of a struct break at different rows", () => {
    const struct = [column("s", 0, 2)];
    const alike = new Map([
      [0, small],
      [1, large],
    ]);
    const apart = new Map([
      [0, small],
      [1, pagesOf(group.chunks[1]!, 70)],
    ]);
    expect(affordable(three, group, struct, alike)).toBe(three);
    expect(affordable(three, group, struct, apart)).toEqual(around);
  });

  it("stay where a few of them read a page twice", () => {
    const one = new Map([
      [0, pagesOf(group.chunks[0]!, 500)],
      [1, pagesOf(group.chunks[1]!, 500)],
    ]);
    // Two in the first half, one in the second: three halves in all.
    expect(affordable(three, group, both, one)).toBe(three);
    const five = [0, 200, 400, 600, 800].map((start) => ({ start, end: start + 10 }));
    expect(affordable(five, group, both, one)).toEqual([{ start: 0, end: 810 }]);
  });
});
