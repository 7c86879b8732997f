import { parquet } from "@sluice/handler-parquet";
import fc from "fast-check";
import { expect, it } from "vitest";
import { anyTable } from "../../testkit/test/any-table.js";
import { batchesOf, decodeRows, encodeOne, memoryFile } from "./helpers.js";

it("gives back any rows of any schema, in any row groups, whole and by column", {
  timeout: 300_000,
}, async () => {
  const sizes = fc.integer({ min: 1, max: 7 });
  await fc.assert(
    fc.asyncProperty(anyTable, sizes, sizes, async ({ schema, rows }, rowGroupRows, batchRows) => {
      const handler = parquet({ workers: 0, rowGroupRows });
      async function* slices() {
        for await (const batch of batchesOf(schema, rows, batchRows)) {
          yield batch.slice(0, batch.numRows >> 1);
          yield batch.slice(batch.numRows >> 1, batch.numRows);
        }
      }
      const bytes = await encodeOne(handler, schema, slices());
      expect(await handler.inspect(memoryFile(bytes), {})).toEqual({ rows: rows.length });
      expect(await decodeRows(handler, bytes, schema)).toEqual(rows);
      for (const { name } of schema.fields) {
        const values = rows.map((row) => ({ [name]: (row as Record<string, unknown>)[name] }));
        expect(await decodeRows(handler, bytes, schema, [name])).toEqual(values);
      }
    }),
    { numRuns: 300 },
  );
});
