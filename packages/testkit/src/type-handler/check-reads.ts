import assert from "node:assert/strict";
import type { TypeHandler } from "@sluice/sdk/plugin";
import type { DataSet } from "../data-set.js";
import { sameAs } from "../same-as.js";
import { countRows, decode, encode, fileOf, formOf, inspect } from "./made-file.js";
import { type Batch, madeTable, rowsIn, withColumns } from "./made-table.js";
import { manyRows } from "./many-rows.js";
import type { HandlerCheck } from "./type-handler-suite.js";

/** Rows of a batch at most. */
const maxBatchRows = 131_072;

export function checkReads(check: HandlerCheck): void {
  check("gives the columns that are wanted and no others", async (handler) => {
    await projects(handler, ["text"]);
    await projects(handler, ["id", "half"]);
  });

  check("gives columns by name, in whatever order they are wanted", async (handler) => {
    await projects(handler, ["half", "id", "text"]);
    await projects(handler, ["text", "id"]);
  });

  check("leaves out columns the file does not have, and keeps its rows", async (handler) => {
    await projects(handler, ["later", "text", "id"], ["text", "id"]);
    const table = await madeTable(manyRows(1000), 300);
    let rows = 0;
    for (const { bytes } of await encode(handler, formOf(table))) {
      const batches = await decode(handler, fileOf(bytes), table, { columns: ["later"] });
      for (const batch of batches) assert.deepEqual(namesOf(batch), [], "columns where none is there");
      rows += countRows(batches);
    }
    assert.equal(rows, 1000, "rows of a file that has none of the columns");
  });

  check(`gives batches of ${maxBatchRows} rows at most, in their order`, async (handler) => {
    const count = 2 * maxBatchRows + 1;
    const table = await madeTable(withColumns(manyRows(count), ["id"]), 50_000);
    let rows = 0;
    for (const { bytes } of await encode(handler, formOf(table))) {
      const batches = await decode(handler, fileOf(bytes), table);
      const largest = Math.max(0, ...batches.map((batch) => batch.numRows));
      assert.ok(largest <= maxBatchRows, `a batch has ${largest} rows`);
      for (const batch of batches) {
        const ids = batch.getChild("id");
        for (let row = 0; row < batch.numRows; row++) {
          if (Number(ids?.get(row)) !== rows + row) assert.fail(`row ${rows + row} is row ${ids?.get(row)}`);
        }
        rows += batch.numRows;
      }
    }
    assert.equal(rows, count);
  });

  check("reads a file as often as it is asked to, also at once", async (handler) => {
    const table = await madeTable(manyRows(5000), 1000);
    for (const { bytes, rows } of await encode(handler, formOf(table))) {
      const file = fileOf(bytes);
      const counts = await Promise.all([
        ...[1, 2, 3].map(async () => countRows(await decode(handler, file, table))),
        inspect(handler, file),
      ]);
      assert.deepEqual(counts, [rows, rows, rows, rows], "rows of three decodes and one inspect at once");
    }
  });

  check("reads within the file", async (handler) => {
    const table = await madeTable(manyRows(20_000), 5000);
    for (const { bytes } of await encode(handler, formOf(table))) {
      const file = fileOf(bytes);
      await inspect(handler, file);
      await decode(handler, file, table);
      await decode(handler, file, table, { columns: ["half"] });
      assert.deepEqual(file.strayReads, []);
    }
  });
}

/** Decodes those columns of a file that has more. */
async function projects(
  handler: TypeHandler,
  columns: readonly string[],
  found: readonly string[] = columns,
): Promise<void> {
  const data: DataSet = manyRows(1000);
  const table = await madeTable(data, 300);
  const wanted = await madeTable(withColumns(data, found));
  const batches: Batch[] = [];
  for (const { bytes } of await encode(handler, formOf(table))) {
    batches.push(...(await decode(handler, fileOf(bytes), table, { columns })));
  }
  const what = `columns ${columns.join(", ")}`;
  for (const batch of batches) assert.deepEqual(namesOf(batch).sort(), [...found].sort(), what);
  sameAs(rowsIn(batches, wanted), wanted.rows, what);
}

function namesOf(batch: Batch): string[] {
  return batch.schema.fields.map((field) => field.name);
}
