import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdb } from "@sluice/duckdb";
import { parquet } from "@sluice/handler-parquet";
import { fsStore } from "@sluice/store-fs";
import { describeCatalog } from "@sluice/testkit";
import { afterAll, describe, it } from "vitest";

const roots: string[] = [];

async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "sluice-duckdb-"));
  roots.push(root);
  return root;
}

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

describe("in memory", () => {
  describeCatalog({ describe, it }, async () => ({
    catalog: duckdb(),
    store: fsStore(await newRoot()),
    handler: parquet({ workers: 0 }),
  }));
});

describe("with a database file", () => {
  describeCatalog({ describe, it }, async () => {
    const root = await newRoot();
    return {
      catalog: duckdb({ database: join(root, "views.duckdb") }),
      store: fsStore(join(root, "lake")),
      handler: parquet({ workers: 0 }),
    };
  });
});
