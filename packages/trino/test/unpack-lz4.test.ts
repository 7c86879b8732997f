import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unpackLz4 } from "../src/client/unpack-lz4.js";
import { packLz4 } from "./pack-lz4.js";

const rows = Array.from(
  { length: 120 },
  (_, row) =>
    `[${row},"name ${row % 7}",${(row * 7919) % 1000},"2024-05-${String((row % 28) + 1).padStart(2, "0")} 10:00:00.000"]`,
);
const text = `[${rows.join(",")}]`;

/** Bytes that repeat near and far, in runs of one byte too. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.nat(400))
        .map(([piece, times]) => Buffer.concat(Array<Uint8Array>(times).fill(piece))),
    ),
    { maxLength: 12 },
  )
  .chain((pieces) => fc.shuffledSubarray([...pieces, ...pieces]).map((all) => Buffer.concat(all)));

describe("an LZ4 block", () => {
  it.each(["rows-1.lz4", "rows-9.lz4"])("of another program is unpacked: %s", async (name) => {
    const packed = await readFile(new URL(`./fixtures/${name}`, import.meta.url));
    expect(unpackLz4(packed, text.length).toString()).toBe(text);
  });

  it("of nothing is one byte", () => {
    expect(unpackLz4(Buffer.of(0), 0)).toHaveLength(0);
  });

  it("of any bytes is unpacked", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const packed = packLz4(bytes);
        expect(unpackLz4(packed, bytes.length).equals(bytes)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("that is damaged is refused, or gives no more bytes than were asked for", () => {
    const packed = packLz4(Buffer.from(text));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(packed.length),
        fc.nat(2 * text.length),
        (changes, cut, most) => {
          const damaged = Buffer.from(packed.subarray(0, packed.length - (cut % 3 === 0 ? cut : 0)));
          for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
          try {
            expect(unpackLz4(damaged, most).length).toBeLessThanOrEqual(most);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["nothing at all", []],
    ["fewer literals than said", [0x50, 1, 2]],
    ["a length that goes on", [0xf0, 255]],
    ["a match before the first byte", [0x10, 1, 2, 0]],
    ["a match of no distance", [0x10, 1, 0, 0]],
    ["half a distance", [0x10, 1, 1]],
    ["a match at its end", [0x10, 1, 1, 0]],
  ])("is not %s", (_, bytes) => {
    expect(() => unpackLz4(Buffer.from(bytes), 100)).toThrow(RangeError);
  });

  it("is not unpacked to more than was said", () => {
    const packed = packLz4(Buffer.from(text));
    expect(() => unpackLz4(packed, text.length - 1)).toThrow(RangeError);
    expect(unpackLz4(packed, text.length + 1)).toHaveLength(text.length);
  });
});
