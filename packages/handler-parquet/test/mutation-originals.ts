import { readFileSync } from "node:fs";
import { parquet } from "@sluice/handler-parquet";
import type { RowCondition } from "@sluice/sdk/plugin";
import { int64, type Schema, schemaOf, string } from "@sluice/type-mapping";
import { allTypes, edgeRows } from "./all-types.js";
import { batchesOf, encodeOne, random } from "./helpers.js";
import { nestedRows, nestedTypes } from "./nested-rows.js";

/** A file to damage, and what is asked of it. */
export interface Original {
  readonly name: string;
  readonly writer: string;
  readonly bytes: Uint8Array;
  readonly schema: Schema;
  readonly where: readonly RowCondition[];
}

const fixtures: Readonly<Record<string, readonly string[]>> = {
  pyarrow: ["pyarrow-int96", "pyarrow-delta", "pyarrow-fallback"],
  Polars: ["polars"],
  DuckDB: ["duckdb"],
  Spark: ["spark", "spark-legacy"],
  Trino: ["trino-hive", "trino-iceberg"],
};

/** Small files of every writer there is. */
export async function originals(): Promise<Original[]> {
  const foreign = Object.entries(fixtures).flatMap(([writer, names]) =>
    names.map((name) => {
      const bytes = readFileSync(new URL(`fixtures/${name}.parquet`, import.meta.url));
      return { name, writer, bytes, schema: schemaOf({}), where: [] };
    }),
  );
  return [...(await own()), ...foreign];
}

async function own(): Promise<Original[]> {
  const small = parquet({ workers: 0, rowGroupRows: 3 });
  const filters = { id: { bloomFilter: true } } as const;
  const rich = parquet({ workers: 0, columns: filters, sortedBy: ["id"], compression: "gzip" });
  const flat = await encodeOne(small, allTypes, batchesOf(allTypes, edgeRows));
  const nested = await encodeOne(rich, nestedTypes, batchesOf(nestedTypes, nestedRows));
  const ours = { writer: "Sluice", schema: schemaOf({}), where: [] };
  return [
    { ...ours, name: "sluice", bytes: flat },
    { ...ours, name: "sluice, nested", bytes: nested },
    { ...ours, name: "sluice, of which some pages are asked for", ...(await paged()) },
  ];
}

/** Large enough for its page index to be used. */
async function paged(): Promise<Pick<Original, "bytes" | "schema" | "where">> {
  const schema = schemaOf({ id: int64(), noise: string({ nullable: true }) });
  const next = random(1);
  const rows = Array.from({ length: 21_000 }, (_, id) => ({
    id: BigInt(id),
    noise: id % 3 === 0 ? null : `${Math.floor(next() * 1e12)}`,
  }));
  const bytes = await encodeOne(parquet({ workers: 0 }), schema, batchesOf(schema, rows));
  return { bytes, schema, where: [{ column: "id", comparison: "gte", value: 20_500n }] };
}
