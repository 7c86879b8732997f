import { daily, defineAsset, int64, memoryStore, table, timestamp } from "@sluice/sdk";
import type { CatalogContext } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { intentKey } from "../src/iceberg/journal.js";
import { replaceNotes } from "../src/iceberg/replace-notes.js";
import { icebergSession } from "../src/iceberg/session.js";
import { fakeClient } from "./fake-client.js";

const orders = defineAsset({
  key: "sales/orders",
  type: table({ id: int64({ comment: "counts up" }), Placed: timestamp(6) }),
  partitions: { day: daily("Placed") },
  on: {
    iceberg: {
      sortedBy: ["id", "Placed DESC"],
      formatVersion: 2,
      properties: { compression_codec: "ZSTD" },
    },
  },
}).description;

async function notesOf(text: string, tries: readonly object[] = []) {
  const client = fakeClient((sql) => ({
    rows: sql.startsWith("SHOW")
      ? [[text]]
      : [
          ["max_commit_retry", "4"],
          ["odd", ""],
          ["ids", "[]"],
        ],
  }));
  const kept = memoryStore();
  for (const [index, intent] of tries.entries()) {
    const key = `${orders.key}/${intentKey(index + 1)}`;
    await kept.put(key, Buffer.from(JSON.stringify(intent)), { mode: "create" });
  }
  const store = { get: kept.get, locate: (key: string) => `s3://lake/${key}` };
  const context = { asset: orders, store, emit() {} };
  const options = { server: "http://fake", user: "u", catalog: "iceberg", schema: "lake" };
  const session = icebergSession(context as unknown as CatalogContext, client, options, {});
  return { notes: await replaceNotes(session), asked: client.asked.map(({ sql }) => sql) };
}

const created = (columns: string, properties: string) =>
  `CREATE TABLE iceberg.sales.orders (\n   ${columns}\n)\nCOMMENT 'x'\nWITH (\n   ${properties}\n)`;

describe("a plan of a replace of the whole table", () => {
  it("says nothing of a table that is as the asset says", async () => {
    const { notes, asked } = await notesOf(
      created(
        "id bigint NOT NULL COMMENT 'counts up',\n   placed timestamp(6)",
        "compression_codec = 'ZSTD', format = 'PARQUET', format_version = 2, location = 's3://lake/x',\n" +
          "   ids = ARRAY[], max_commit_retry = 4, odd = '', partitioning = ARRAY['day(placed)'],\n" +
          "   sorted_by = ARRAY['id ASC NULLS FIRST','placed DESC NULLS LAST']",
      ),
    );
    expect(notes).toEqual([]);
    await expect(asked.join(";\n\n")).toMatchFileSnapshot("./golden/iceberg-replace-notes.sql");
  });

  it("names what others said of it", async () => {
    const { notes } = await notesOf(
      created(
        "id bigint COMMENT 'it''s ours',\n   placed timestamp(6) COMMENT 'when'",
        "format = 'ORC', max_commit_retry = 9, ids = ARRAY['id'], sorted_by = ARRAY['id ASC NULLS LAST','placed DESC']",
      ),
    );
    expect(notes.map((note) => note.replace("iceberg.sales.orders is replaced whole: ", ""))).toEqual([
      "its format was ORC and becomes PARQUET",
      "its max_commit_retry was 9 and becomes 4",
      "its ids was id and becomes nothing",
      "its sorted_by was id ASC NULLS LAST, placed DESC and becomes id, Placed DESC",
      '"id" loses the comment "it\'s ours"',
      '"placed" loses the comment "when"',
    ]);
  });

  it.each([
    ["none", [{}], []],
    ["one by the newest try", [{}, { adds: "s3://lake/a.parquet" }], [expect.stringContaining("older")]],
    ["one by an earlier try", [{ taken: true }], [expect.stringContaining("the table is partitioned")]],
  ])("says that older files are not read any more where the table took over %s", async (_, tries, said) => {
    const { notes } = await notesOf(
      created(
        "id bigint COMMENT 'counts up',\n   placed timestamp(6)",
        "compression_codec = 'ZSTD', format_version = 2, partitioning = ARRAY['day(placed)'],\n" +
          "   max_commit_retry = 4, sorted_by = ARRAY['id','placed DESC']",
      ),
      tries,
    );
    expect(notes).toEqual(said);
  });
});
