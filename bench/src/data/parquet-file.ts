import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquet } from "@sluice/handler-parquet";
import { packRows, type TableForm } from "@sluice/sdk/plugin";
import type { SetUp } from "../contender.js";
import type { Dataset, DatasetMaker } from "./dataset.js";

/** Different rows of a table; they come again and again. */
const pool = 20_000;

/** `count` rows of a data set as a table form, whose batches are made on the way. */
export function formOf({ schema, rows }: Dataset, count: number): TableForm {
  async function* pages(): AsyncGenerator<readonly object[]> {
    for (let row = 0; row < count; row += rows.length) yield rows.slice(0, count - row);
  }
  return packRows(pages(), schema, "rows");
}

/** A local file of `count` rows, Snappy, which everybody reads. `given` is its path. */
export async function parquetFile({ name, make }: DatasetMaker, count: number): Promise<SetUp> {
  const dataset = await make(Math.min(count, pool));
  const chunks: Uint8Array[] = [];
  const handler = parquet({ compression: "snappy", workers: 0 });
  for await (const { body } of handler.encode(formOf(dataset, count), { asset: name, write: "bench" })) {
    for await (const chunk of body) chunks.push(chunk);
  }
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const given = join(folder, "rows.parquet");
  await writeFile(given, Buffer.concat(chunks));
  return { given, tearDown: () => rm(folder, { recursive: true }) };
}
