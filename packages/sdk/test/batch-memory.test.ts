import fc from "fast-check";
import { expect, it } from "vitest";
import { BatchBuilder } from "../src/pack/batch-builder.js";
import { BatchMemory } from "../src/pack/batch-memory.js";
import { unpacker } from "../src/unpack/unpack.js";
import { anyTable } from "./any-kind.js";

it("what comes into the memory of a released batch finds nothing of it, and other batches stay", async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, async ({ schema, rows }) => {
      const memory = new BatchMemory();
      const builder = new BatchBuilder(schema, { asset: "a", ignoreExtra: false, memory });
      const unpack = unpacker(schema);
      const pack = (part: typeof rows) => {
        builder.appendRows(part, 0, part.length, 0);
        return builder.flush();
      };
      const plain = (part: typeof rows) => part.map((row) => ({ ...row }));
      const [first, second] = [rows.slice(0, 5), rows.slice(5)];
      const kept = pack(rows);
      for (const part of [first, second, rows, [], first]) {
        const batch = pack(part);
        expect([builder.rows, [...unpack(batch)]]).toEqual([0, plain(part)]);
        memory.release(batch);
        memory.release(batch);
        const [one, other] = [pack(second), pack(first)];
        expect([[...unpack(one)], [...unpack(other)]]).toEqual([plain(second), plain(first)]);
        memory.release(other);
      }
      expect([...unpack(kept)]).toEqual(plain(rows));
    }),
    { numRuns: 200 },
  );
});

it("a released batch gives its memory to the next", () => {
  const memory = new BatchMemory();
  const schema = { fields: [{ name: "id", type: { id: "int64" }, nullable: false }] } as const;
  const builder = new BatchBuilder(schema, { asset: "a", ignoreExtra: false, memory });
  const pack = () => {
    builder.appendRows([{ id: 1n }], 0, 1, 0);
    return builder.flush();
  };
  const bufferOf = (batch: ReturnType<typeof pack>) => batch.data.children[0]?.values.buffer;
  const batch = pack();
  const another = pack();
  memory.release(batch);
  expect(bufferOf(pack())).toBe(bufferOf(batch));
  expect(bufferOf(pack())).not.toBe(bufferOf(another));
});
