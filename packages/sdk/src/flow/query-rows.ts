import type { Field, Schema } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { SluiceError } from "../error.js";
import { BatchBuilder } from "../pack/batch-builder.js";
import type { QueryResult } from "../plugin/catalog.js";
import { columnNamed } from "../source/compare-columns.js";
import { unpacker } from "../unpack/unpack.js";
import { widened } from "./widened.js";

/** The rows of a result as objects, values as the engine gave them. A name that comes twice is numbered: `v`, `v_2`. */
export async function plainRows(result: QueryResult): Promise<Record<string, unknown>[]> {
  const names = distinct(result.columns.map((column) => column.name));
  const rows: Record<string, unknown>[] = [];
  for await (const page of result.rows) {
    for (const row of page) rows.push(Object.fromEntries(names.map((name, index) => [name, row[index]])));
  }
  return rows;
}

/** The rows of a result exactly typed: each value goes through the column it is said to be. */
export async function typedRows(result: QueryResult, schema: Schema): Promise<unknown[]> {
  const unpack = unpacker(schema);
  const rows: unknown[] = [];
  for await (const batch of typedBatches(result, schema, "the query")) {
    for (const row of unpack(batch, rows.length)) rows.push(row);
  }
  return rows;
}

/** The same as batches in the Arrow types of `schema`. */
export async function* typedBatches(
  result: QueryResult,
  schema: Schema,
  asset: string,
): AsyncGenerator<RecordBatch> {
  let positions: readonly number[] | undefined;
  const builder = new BatchBuilder(schema, { asset, ignoreExtra: true });
  let seen = 0;
  for await (const page of result.rows) {
    // Not before: rows that nobody began to read would stay open.
    const places = positions ?? positionsIn(result, schema);
    positions = places;
    const objects = page.map((row) =>
      Object.fromEntries(
        schema.fields.map((field, index) => [field.name, widened(field.type, row[places[index] as number])]),
      ),
    );
    builder.appendRows(objects, 0, objects.length, seen);
    seen += objects.length;
    if (builder.full) yield builder.flush();
  }
  if (positions === undefined) positionsIn(result, schema);
  if (builder.rows > 0) yield builder.flush();
}

/** Where the columns stand in the rows. `UNKNOWN_COLUMN` if one is not there. */
function positionsIn(result: QueryResult, { fields }: Schema): number[] {
  return fields.map((field) => columnOf(result, field));
}

/** Neither of two columns of one name swallows the other. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}

function columnOf(result: QueryResult, field: Field): number {
  const position = columnNamed(result.columns, field.name);
  if (position >= 0) return position;
  const names = result.columns.map((column) => column.name);
  throw new SluiceError("UNKNOWN_COLUMN", {
    message: `The query has no column "${field.name}".`,
    details: { asset: "the query", column: field.name, nearest: names },
    hint: `It has ${names.join(", ")}. Name it with AS.`,
  });
}
