import { binary, boolean, int32, list, string, table } from "@sluice/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageBytes } from "../src/pack/page-pool.js";
import { RowPool, RowQueue } from "../src/pack/row-queue.js";
import { unpacker } from "../src/unpack/unpack.js";
import { anyTable } from "./any-kind.js";
import { batchOf } from "./packing.js";

const inOrder = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);
const usedBytes = ({ pages }: RowPool): number => pages.byteLength - pages.freePages * pageBytes;

it("rows of any schema leave a queue as they came, pressed or not, and give their pages back", async () => {
  const steps = fc.array(fc.tuple(fc.nat(8), fc.boolean()), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(anyTable, steps, fc.nat(200), async ({ schema, rows }, given, times) => {
      const pool = new RowPool(schema, "a");
      const [queue, other] = [new RowQueue(pool), new RowQueue(pool)];
      const batch = batchOf(schema, rows);
      const expected: object[] = [];
      for (const [count, pressed] of given) {
        // Repeated, so that there is something to press.
        const each = Math.min(count, rows.length);
        const indices = Int32Array.from({ length: each * (pressed ? times : 1) }, (_, index) => index % each);
        queue.append(batch, indices, indices.length);
        other.append(batch, inOrder(each), each);
        if (pressed) queue.press();
        for (const index of indices) expected.push({ ...rows[index] });
      }
      expect(queue.byteLength + other.byteLength).toBe(usedBytes(pool));
      const unpack = unpacker(schema);
      expect([...queue.takeBatches()].flatMap((made) => [...unpack(made)])).toEqual(expected);
      expect([queue.byteLength, other.byteLength]).toEqual([0, usedBytes(pool)]);
      expect([...queue.takeBatches()]).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

describe("a queue", () => {
  const { schema } = table({ id: int32(), paid: boolean({ nullable: true }), words: list(string()) });
  const rows = Array.from({ length: 100 }, (_, id) => ({
    ...{ id, paid: id % 3 === 0 ? null : id % 2 === 0 },
    words: ["so", "it goes"].slice(id % 3),
  }));
  const batch = batchOf(schema, rows);

  const noise = table({ bytes: binary() }).schema;

  it("counts the pages it has, not what is used of them", () => {
    const pool = new RowPool(schema, "a");
    const queue = new RowQueue(pool);
    queue.append(batch, inOrder(1), 1);
    expect(queue.byteLength).toBe(pageBytes);
    queue.append(batch, inOrder(100), 100);
    expect([queue.byteLength % pageBytes, queue.byteLength]).toEqual([0, usedBytes(pool)]);
  });

  it("leaves memory to those that come later", () => {
    const pool = new RowPool(schema, "a");
    const fill = (): RowQueue[] =>
      Array.from({ length: 50 }, () => {
        const queue = new RowQueue(pool);
        for (let turn = 0; turn < 20; turn++) queue.append(batch, inOrder(100), 100);
        return queue;
      });
    const queues = fill();
    const { byteLength } = pool.pages;
    for (const queue of queues) for (const _ of queue.takeBatches());
    fill();
    expect(pool.pages.byteLength).toBe(byteLength);
  });

  it("presses what is new and large, and then is smaller", () => {
    const pool = new RowPool(schema, "a");
    const queue = new RowQueue(pool);
    queue.append(batch, inOrder(100), 100);
    expect(queue.press()).toBe(false);
    for (let turn = 0; turn < 20; turn++) queue.append(batch, inOrder(100), 100);
    const before = queue.byteLength;
    expect([queue.press(), queue.byteLength < before / 2, queue.press()]).toEqual([true, true, false]);
    const taken = [...queue.takeBatches()].flatMap((made) => [...unpacker(schema)(made)]);
    expect(taken).toEqual(Array.from({ length: 21 }, () => rows).flat());
  });

  it("is not pressed where it is worth a file", () => {
    const zeros = batchOf(noise, [{ bytes: new Uint8Array(1024 * 1024) }]);
    const queue = new RowQueue(new RowPool(noise, "a"));
    for (let turn = 0; turn < 4; turn++) queue.append(zeros, inOrder(1), 1);
    expect(queue.press()).toBe(false);
  });

  it("is not pressed again where that saves nothing, until its rows have been taken", () => {
    let state = 1;
    const draw = (): number => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
      return (state ^ (state >>> 13)) & 255;
    };
    const hard = batchOf(noise, [{ bytes: Uint8Array.from({ length: 20_000 }, draw) }]);
    const easy = batchOf(noise, [{ bytes: new Uint8Array(20_000) }]);
    const queue = new RowQueue(new RowPool(noise, "a"));
    queue.append(hard, inOrder(1), 1);
    expect(queue.press()).toBe(false);
    queue.append(easy, inOrder(1), 1);
    expect(queue.press()).toBe(false);
    const [taken] = [...queue.takeBatches()];
    expect(taken?.numRows).toBe(2);
    queue.append(easy, inOrder(1), 1);
    expect(queue.press()).toBe(true);
  });
});
