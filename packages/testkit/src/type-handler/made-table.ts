import { type Column, type LogicalType, table } from "@sluice/sdk";
import { castBatch, packRows, type Schema, type TableForm, unpacker } from "@sluice/sdk/plugin";
import type { DataSet } from "../data-set.js";

/** An Arrow record batch. */
export type Batch = TableForm["batches"] extends AsyncIterable<infer Each> ? Each : never;

/** A table to give to a handler, and the rows that must come out. */
export interface MadeTable {
  readonly schema: Schema;
  readonly rows: readonly Record<string, unknown>[];
  readonly batches: readonly Batch[];
}

export const assetKey = "suite/table";

/** The data set as batches of so many rows. */
export async function madeTable({ columns, rows }: DataSet, batchRows = rows.length): Promise<MadeTable> {
  const { schema } = table(columns);
  const batches: Batch[] = [];
  for (let from = 0; from < rows.length; from += batchRows) {
    const page = rows.slice(from, from + batchRows);
    for await (const batch of packRows(each([page]), schema, assetKey).batches) batches.push(batch);
  }
  return { schema, rows, batches };
}

/** The rows of batches that have the columns of the table, cast to its types as the core does. */
export function rowsIn(batches: readonly Batch[], { schema, batches: [like] }: MadeTable): unknown[] {
  const unpack = unpacker(schema);
  if (like === undefined) return batches.flatMap((batch) => Array(batch.numRows).fill(undefined));
  return batches.flatMap((batch) => [...unpack(castBatch(batch, schema, like.schema, { asset: assetKey }))]);
}

/** Only those columns, in the order of `names`. */
export function withColumns({ columns, rows }: DataSet, names: readonly string[]): DataSet {
  const only = (all: Readonly<Record<string, unknown>>) => names.map((name) => [name, all[name]] as const);
  return {
    columns: Object.fromEntries(only(columns)) as Record<string, Column>,
    rows: rows.map((row) => Object.fromEntries(only(row))),
  };
}

/** Whether a value of `type` is or holds one of the type with that id. */
export function holdsType(type: LogicalType, id: LogicalType["id"]): boolean {
  if (type.id === id) return true;
  switch (type.id) {
    case "list":
      return holdsType(type.element.type, id);
    case "map":
      return holdsType(type.key.type, id) || holdsType(type.value.type, id);
    case "struct":
      return type.fields.some((field) => holdsType(field.type, id));
    default:
      return false;
  }
}

export async function* each<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, undefined> {
  yield* items;
}
