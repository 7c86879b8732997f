import fc from "fast-check";
import { expect, it } from "vitest";
import { BatchBuilder } from "../src/pack/batch-builder.js";
import { unpacker } from "../src/unpack/unpack.js";
import { anyTable } from "./any-kind.js";

it("a lent batch holds its rows until the next ones come, which find nothing of it", async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, async ({ schema, rows }) => {
      const builder = new BatchBuilder(schema, { asset: "a", ignoreExtra: false, lends: true });
      const unpack = unpacker(schema);
      const [first, second] = [rows.slice(0, 5), rows.slice(5)];
      for (const part of [first, second, rows, []]) {
        builder.appendRows(part, 0, part.length, 0);
        const batch = builder.flush();
        expect([builder.rows, [...unpack(batch)]]).toEqual([0, part.map((row) => ({ ...row }))]);
      }
    }),
    { numRuns: 200 },
  );
});
