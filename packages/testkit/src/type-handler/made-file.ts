import assert from "node:assert/strict";
import type { EncodeContext, StoredFile, TableForm, TypeHandler } from "@sluice/sdk/plugin";
import { assetKey, type Batch, each, type MadeTable } from "./made-table.js";
import { ownBatch, spoilBatch } from "./own-batch.js";

/** A file that a handler has finished. */
export interface MadeFile {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** A file in memory that knows what was asked of it. */
export interface FileInMemory extends StoredFile {
  /** Reads that were not within the file. */
  readonly strayReads: readonly string[];
}

const context: EncodeContext = { asset: assetKey, write: "01suite" };

/** Encodes as the core does: each body is read to its end before the next file is asked for. */
export async function encode(
  handler: TypeHandler,
  form: TableForm,
  signal?: AbortSignal,
  finished: MadeFile[] = [],
): Promise<MadeFile[]> {
  for await (const file of handler.encode(form, signal === undefined ? context : { ...context, signal })) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.body) {
      assert.ok(chunk instanceof Uint8Array, "a body is made of Uint8Arrays");
      chunks.push(chunk);
    }
    finished.push({ bytes: Buffer.concat(chunks), rows: file.rows() });
  }
  return finished;
}

/** The batches of the table as a form. One that is released is spoiled, so that reading it later is noticed. */
export function formOf({ schema, batches }: Pick<MadeTable, "schema" | "batches">): TableForm {
  return { schema, batches: each(batches.map(ownBatch)), release: spoilBatch };
}

let files = 0;

/** A file of those bytes. `before` is called ahead of each read. */
export function fileOf(bytes: Uint8Array, before: () => Promise<void> = async () => {}): FileInMemory {
  const strayReads: string[] = [];
  const key = `${assetKey}/data/part-${String(files++).padStart(5, "0")}`;
  return {
    key,
    url: `memory://${key}`,
    byteLength: bytes.length,
    strayReads,
    async read(start, end) {
      const within = Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end;
      if (!within || end > bytes.length) strayReads.push(`${start} to ${end} of ${bytes.length}`);
      await before();
      // A copy: the handler may give it away.
      return bytes.slice(Math.max(0, start), Math.max(0, end));
    },
  };
}

/** All batches of a file of a table with that schema. */
export async function decode(
  handler: TypeHandler,
  file: FileInMemory,
  { schema }: Pick<MadeTable, "schema">,
  options: { readonly columns?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<Batch[]> {
  const batches: Batch[] = [];
  try {
    for await (const batch of handler.decode(file, { asset: assetKey, schema, ...options }))
      batches.push(batch);
  } finally {
    assert.deepEqual(file.strayReads, [], "decode reads within the file");
  }
  return batches;
}

/** The rows the handler says the file has. */
export async function inspect(
  handler: TypeHandler,
  file: FileInMemory,
  signal?: AbortSignal,
): Promise<number> {
  try {
    return (await handler.inspect(file, signal === undefined ? {} : { signal })).rows;
  } finally {
    assert.deepEqual(file.strayReads, [], "inspect reads within the file");
  }
}

export function countRows(batches: readonly { readonly numRows: number }[]): number {
  return batches.reduce((sum, { numRows }) => sum + numRows, 0);
}

export function countFileRows(files: readonly MadeFile[]): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}
