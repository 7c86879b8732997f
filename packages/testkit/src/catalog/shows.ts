import { type AnyAsset, sql } from "@sluice/sdk";
import { sameAs } from "../same-as.js";
import type { Bench, Rows } from "./bench.js";

/** Those rows, in order of `id`, are all that a load and, where there is SQL, a query find. */
export async function shows(bench: Bench, asset: AnyAsset, rows: Rows): Promise<void> {
  sameAs(await bench.load(asset), rows, "the rows by scan");
  if (bench.catalog.query === undefined) return;
  const found = await bench.query(sql`SELECT id, name FROM ${asset} ORDER BY id`);
  sameAs(
    found,
    rows.map(({ id, name }) => [id, name]),
    "the rows by query",
  );
}
