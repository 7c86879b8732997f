import { isSluiceError } from "@sluice/sdk";
import type { Schema } from "@sluice/sdk/plugin";
import type * as arrow from "apache-arrow";
import { BatchBuilder } from "../src/pack/batch-builder.js";
import { packTable } from "../src/pack/table-input.js";
import { unpacker } from "../src/unpack/unpack.js";

/** The rows of a value after packing and unpacking. */
export async function packed(schema: Schema, value: unknown, ignoreExtra = false): Promise<unknown[]> {
  const unpack = unpacker(schema);
  const rows: unknown[] = [];
  for await (const batch of packTable(value, { asset: "a", schema, ignoreExtra }))
    rows.push(...unpack(batch));
  return rows;
}

/** Rows as one batch in our own Arrow types. */
export function batchOf(schema: Schema, rows: readonly unknown[]): arrow.RecordBatch {
  const builder = new BatchBuilder(schema, { asset: "a", ignoreExtra: false });
  builder.appendRows(rows, 0, rows.length, 0);
  return builder.flush();
}

/** Those of the rows, after being taken out of a batch of them twice over. */
export function taken(schema: Schema, rows: readonly unknown[], indices: Int32Array): unknown[] {
  const batch = batchOf(schema, rows);
  const builder = new BatchBuilder(schema, { asset: "a", ignoreExtra: false });
  builder.appendTaken(batch, indices.subarray(0, 1), 1);
  builder.appendTaken(batch, indices.subarray(1), indices.length - 1);
  return unpacker(schema)(builder.flush());
}

/** What a call throws. */
export async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail.");
}

/** The code a call fails with. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await failure(call);
  if (isSluiceError(error)) return error.code;
  throw error;
}
