import { string, table } from "@sluice/sdk";
import { expect, it } from "vitest";
import { BatchBuilder, mostChunkRows } from "../src/pack/batch-builder.js";
import { packTable } from "../src/pack/table-input.js";

const { schema } = table({ text: string() });
const options = { asset: "a", ignoreExtra: false };

it("more rows are appended at once while they are small, and fewer once they are large", () => {
  const builder = new BatchBuilder(schema, options);
  const small = { text: "a" };
  const sizes: number[] = [];
  const append = (row: object): void => {
    const count = builder.chunkRows;
    sizes.push(count);
    builder.appendRows(Array(count).fill(row), 0, count, 0);
    if (builder.full) builder.flush();
  };
  for (let chunk = 0; chunk < 12; chunk++) append(small);
  expect(sizes).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, mostChunkRows]);
  builder.flush();
  append({ text: "x".repeat(100_000) });
  expect(builder.chunkRows).toBeLessThan(32);
});

it("batches of large rows stay near the size they should have", async () => {
  const text = "x".repeat(4 * 1024 * 1024);
  const sizes: number[] = [];
  const rows = Array(20).fill({ text });
  for await (const batch of packTable(rows, { ...options, schema })) sizes.push(batch.numRows);
  expect(sizes).toEqual([8, 8, 4]);
});
