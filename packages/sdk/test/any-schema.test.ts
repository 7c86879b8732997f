import fc from "fast-check";
import { expect, it } from "vitest";
import { anyTable } from "./any-kind.js";
import { batchOf, packed, taken } from "./packing.js";

it("unpacking undoes packing for any schema and rows, from objects, from Arrow and from parts of it", {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, async ({ schema, rows }) => {
      const plain = rows.map((row) => ({ ...row }));
      expect(await packed(schema, rows)).toEqual(plain);
      if (rows.length > 0)
        expect(await packed(schema, batchOf(schema, rows).slice(1, rows.length))).toEqual(plain.slice(1));
    }),
    { numRuns: 10_000 },
  );
});

it("taking rows out of batches keeps them, in the order asked for", async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, fc.infiniteStream(fc.nat()), async ({ schema, rows }, random) => {
      if (rows.length === 0) return;
      const indices = Int32Array.from(rows, () => (random.next().value ?? 0) % rows.length);
      expect(taken(schema, rows, indices)).toEqual([...indices].map((index) => ({ ...rows[index] })));
    }),
    { numRuns: 2_000 },
  );
});
