import assert from "node:assert/strict";
import type { TypeHandler } from "@sluice/sdk/plugin";
import { sameAs } from "../same-as.js";
import { countRows, decode, encode, fileOf, formOf, inspect } from "./made-file.js";
import { type Batch, type MadeTable, rowsIn } from "./made-table.js";

/**
 * Encodes the table and decodes its files: the rows come back in their order, each the same to the last bit, and every
 * file says of itself how many it has.
 */
export async function roundTrip(handler: TypeHandler, table: MadeTable, what: string): Promise<Batch[]> {
  const found: Batch[] = [];
  for (const { bytes, rows } of await encode(handler, formOf(table))) {
    const batches = await decode(handler, fileOf(bytes), table);
    const inspected = await inspect(handler, fileOf(bytes));
    assert.deepEqual(
      { encoded: rows, inspected, decoded: countRows(batches) },
      { encoded: rows, inspected: rows, decoded: rows },
      `${what}: rows of one file, as encode counted them, by inspect and by decode`,
    );
    found.push(...batches);
  }
  sameAs(rowsIn(found, table), table.rows, what);
  return found;
}
