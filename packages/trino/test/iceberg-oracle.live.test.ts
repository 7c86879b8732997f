import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { defineAsset, int64, string, table, timestamp, value } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { icebergCatalog, liveLake } from "./live-lake.js";

const lake = liveLake("iceoracle", { catalog: icebergCatalog, tables: iceberg() });
const relation = (name: string) => `${icebergCatalog}.${lake.schema}.${name}`;
const timeout = 180_000;
const columns = { id: int64(), region: string({ nullable: true }), at: timestamp(6) };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iceberg-oracle-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A file of the bucket on this disk. */
async function fetched(path: string): Promise<string> {
  const key = path.replace(lake.store().locate("x").slice(0, -1), "");
  const { bytes } = await lake.store().get(key);
  const file = join(folder, key.replaceAll("/", "_"));
  await writeFile(file, bytes);
  return file;
}

/**
 * The rows of a table as the specification has them, without Trino reading any: its data files less the positions that
 * its delete files name, by DuckDB. https://iceberg.apache.org/spec/#position-delete-files
 */
async function rowsByFiles(name: string): Promise<string[]> {
  const { rows } = await lake.client.run(
    `SELECT content, file_path FROM ${relation(`"${name}$files"`)} ORDER BY file_path`,
  );
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    await connection.run("CREATE TABLE deleted (path varchar, position bigint)");
    for (const [content, path] of rows) {
      if (Number(content) !== 1) continue;
      await connection.run(
        `INSERT INTO deleted SELECT file_path, pos FROM read_parquet('${await fetched(String(path))}')`,
      );
    }
    const found: string[] = [];
    for (const [content, path] of rows) {
      if (Number(content) !== 0) continue;
      const file = await fetched(String(path));
      const reader = await connection.runAndReadAll(
        `SELECT id, region, CAST("at" AS varchar) FROM read_parquet('${file}', file_row_number = true)
         WHERE file_row_number NOT IN (SELECT position FROM deleted WHERE path = '${String(path)}')`,
      );
      found.push(...reader.getRowsJson().map((row) => row.map(String).join("|")));
    }
    return found.sort();
  } finally {
    connection.closeSync();
  }
}

async function rowsBySql(name: string): Promise<string[]> {
  const { rows } = await lake.client.run(`SELECT id, region, CAST(at AS varchar) FROM ${relation(name)}`);
  return rows.map((row) => row.map((each) => short(String(each))).join("|")).sort();
}

/** DuckDB leaves out zeros at the end of a moment. */
function short(text: string): string {
  return text.replace(/(:\d\d\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

describe("another reader of the table's own files", () => {
  const row = (id: number, region: string | null, day = 1) => ({
    id,
    region,
    at: `2024-05-0${day}T10:00:00.00000${id % 10}`,
  });
  const agree = async (asset: ReturnType<typeof plain> | ReturnType<typeof parted>, name: string) => {
    await using io = lake.open();
    const loaded = (await io.load(asset as ReturnType<typeof plain>)).map(({ id, region, at }) =>
      [id, region, short(at.replace("T", " "))].map(String).join("|"),
    );
    const bySql = await rowsBySql(name);
    expect(await rowsByFiles(name)).toEqual(bySql);
    expect(loaded.sort()).toEqual(bySql);
    return bySql.length;
  };
  const plain = (name: string) =>
    defineAsset({ key: `${lake.schema}/${name}`, type: table(columns), mode: "append" });
  const parted = (name: string) =>
    defineAsset({
      key: `${lake.schema}/${name}`,
      type: table(columns),
      partitions: { region: value("region") },
    });

  it("finds the rows of files that were taken over, merged, and beside others", { timeout }, async () => {
    await using io = lake.open();
    const asset = plain("taken");
    await io.store(asset, [row(1, "a"), row(2, null)]);
    await io.store(asset, [row(3, "c")]);
    expect(await agree(asset, "taken")).toBe(3);
    await io.maintain(asset, { optimize: true });
    await io.store(asset, [row(4, "d")]);
    expect(await agree(asset, "taken")).toBe(4);
    await io.store(asset, [row(5, "e")], { mode: "replace" });
    expect(await agree(asset, "taken")).toBe(1);
  });

  it("finds the rows of replaced partitions, which leave positions behind", { timeout }, async () => {
    await using io = lake.open();
    const asset = parted("replaced");
    await io.store(asset, [row(1, "a"), row(2, "b"), row(3, null)], { split: true });
    await io.store(asset, [row(4, "a"), row(5, null)], { split: true });
    expect(await agree(asset, "replaced")).toBe(3);
    await io.maintain(asset, { optimize: true });
    expect(await agree(asset, "replaced")).toBe(3);
  });
});
