import {
  type AnyAsset,
  type Columns,
  decimal,
  defineAsset,
  int32,
  int64,
  sql,
  string,
  table,
  value,
} from "@sluice/sdk";
import { rejectsWith } from "../expect-error.js";
import { sameAs } from "../same-as.js";
import { type Bench, type Rows, storeIn } from "./bench.js";
import type { CatalogCheck } from "./catalog-suite.js";

const maybe = { nullable: true } as const;

export function checkEvolution(check: CatalogCheck): void {
  check("shows columns that came later, null in older files, where it can", async (bench, key) => {
    const before = growing(key, {});
    const after = growing(key, { later: decimal(38, 10, maybe), note: string(maybe) });
    const second = { id: 2n, region: "b", later: "1.0000000001", note: "☂" };
    await storeRow(bench, before, { id: 1n, region: "a" });
    if (bench.catalog.capabilities.evolution === undefined) return refuses(bench, after, second);
    await storeRow(bench, after, second);
    const first = { id: 1n, region: "a", later: null, note: null };
    await shows(bench, after, [first, second]);
    await storeRow(bench, before, { id: 3n, region: "c" });
    await shows(bench, after, [first, second, { ...first, id: 3n, region: "c" }]);
  });

  check("shows numbers that got wider, where it can", async (bench, key) => {
    const wide = growing(key, { n: int64() });
    const second = { id: 2n, region: "b", n: 2n ** 62n };
    await storeRow(bench, growing(key, { n: int32() }), { id: 1n, region: "a", n: -7 });
    if (bench.catalog.capabilities.evolution !== "types") return refuses(bench, wide, second);
    await storeRow(bench, wide, second);
    await shows(bench, wide, [{ id: 1n, region: "a", n: -7n }, second]);
  });
}

function growing(key: string, columns: Columns): AnyAsset {
  return defineAsset({
    key,
    type: table({ id: int64(), region: string(), ...columns }),
    partitions: { region: value("region") },
    schemaEvolution: "additive",
  });
}

/** Into the row's own partition, so that the other files stay in any mode. */
async function storeRow(bench: Bench, asset: AnyAsset, row: Rows[number]): Promise<void> {
  await bench.store(asset, [row], { partition: row.region });
}

async function refuses(bench: Bench, asset: AnyAsset, row: Rows[number]): Promise<void> {
  const [mode] = bench.catalog.capabilities.modes;
  const storing = storeIn(bench.io, asset, [row], { partition: row.region, mode });
  await rejectsWith("CAPABILITY_MISSING", storing, "a change of the columns");
}

/** Those rows are all that a load and, where there is SQL, a query find. */
async function shows(bench: Bench, asset: AnyAsset, rows: Rows): Promise<void> {
  sameAs(await bench.load(asset), rows, "the rows by scan");
  if (bench.catalog.query === undefined) return;
  const names = Object.keys(rows[0] ?? {});
  const found = await bench.query(sql`SELECT ${listOf(names)} FROM ${asset as never} ORDER BY id`);
  sameAs(
    found,
    rows.map((row) => names.map((name) => row[name])),
    "the rows by query",
  );
}

function listOf(names: readonly string[]): ReturnType<typeof sql> {
  return {
    parts: names.flatMap((name, index) => [...(index === 0 ? [] : comma), ...sql.identifier(name).parts]),
  };
}

const comma = sql`, `.parts;
