import assert from "node:assert/strict";
import { sameAs } from "../same-as.js";
import { countFileRows, countRows, decode, encode, fileOf, formOf, inspect } from "./made-file.js";
import { madeTable, rowsIn } from "./made-table.js";
import { manyRows } from "./many-rows.js";
import { roundTrip } from "./round-trip.js";
import type { HandlerCheck } from "./type-handler-suite.js";

export function checkFiles(check: HandlerCheck): void {
  check("makes one file of a table without rows", async (handler) => {
    const table = await madeTable(manyRows(1));
    const none = table.batches.map((batch) => batch.slice(0, 0));
    for (const batches of [[], none]) {
      const files = await encode(handler, formOf({ ...table, batches }));
      assert.deepEqual(
        files.map(({ rows }) => rows),
        [0],
        "one file, of no rows",
      );
      const bytes = files[0]?.bytes ?? new Uint8Array();
      assert.equal(await inspect(handler, fileOf(bytes)), 0, "rows by inspect");
      assert.equal(countRows(await decode(handler, fileOf(bytes), table)), 0, "rows by decode");
      const projected = await decode(handler, fileOf(bytes), table, { columns: ["text"] });
      assert.equal(countRows(projected), 0, "rows by decode of one column");
    }
  });

  check("gives back many rows in their order, and counts them alike everywhere", async (handler) => {
    await roundTrip(handler, await madeTable(manyRows(60_001), 17_000), "many rows");
  });

  check("takes batches of any size, empty ones too", async (handler) => {
    const table = await madeTable(manyRows(2000), 500);
    const batches = table.batches.flatMap((batch) => [
      batch.slice(0, 0),
      batch.slice(0, 1),
      batch.slice(1, 2),
      batch.slice(2, batch.numRows),
    ]);
    await roundTrip(handler, { ...table, batches }, "batches of 0, 1, 1 and 498 rows");
  });

  check("makes files of two tables at once, and reads both at once", async (handler) => {
    const tables = await Promise.all([madeTable(manyRows(30_000), 1000), madeTable(manyRows(20_011), 700)]);
    const made = await Promise.all(tables.map((table) => encode(handler, formOf(table))));
    tables.forEach(({ rows }, index) => {
      assert.equal(
        countFileRows(made[index] ?? []),
        rows.length,
        `rows of table ${index + 1} as encode counted`,
      );
    });
    const read = await Promise.all(
      tables.map(async (table, index) => {
        const files = made[index] ?? [];
        const parts = await Promise.all(files.map(({ bytes }) => decode(handler, fileOf(bytes), table)));
        return rowsIn(parts.flat(), table);
      }),
    );
    tables.forEach(({ rows }, index) => {
      sameAs(read[index], rows, `table ${index + 1} of two at once`);
    });
  });
}
