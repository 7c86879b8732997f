import * as s from "@sluice/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyKind, valuesOf } from "./any-kind.js";
import { batchOf, packed, taken } from "./packing.js";

const tables = fc.array(anyKind(4), { minLength: 1, maxLength: 4 }).chain((chosen) => {
  const columns = Object.fromEntries(chosen.map((kind, index) => [`c${index}`, kind.column]));
  const row = fc.record(Object.fromEntries(chosen.map((kind, index) => [`c${index}`, valuesOf(kind)])));
  return fc.record({
    schema: fc.constant(s.table(columns).schema),
    rows: fc.array(row, { maxLength: 8 }),
  });
});

it("unpacking undoes packing for any schema and rows, from objects, from Arrow and from parts of it", {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ schema, rows }) => {
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
    fc.asyncProperty(tables, fc.infiniteStream(fc.nat()), async ({ schema, rows }, random) => {
      if (rows.length === 0) return;
      const indices = Int32Array.from(rows, () => (random.next().value ?? 0) % rows.length);
      expect(taken(schema, rows, indices)).toEqual([...indices].map((index) => ({ ...rows[index] })));
    }),
    { numRuns: 2_000 },
  );
});
