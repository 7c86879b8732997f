import { readFileSync } from "node:fs";
import { parquet } from "@sluice/handler-parquet";
import { int64, schemaOf, string } from "@sluice/type-mapping";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { readThrift } from "../src/format/read-thrift.js";
import { integerAt, structAt, structsAt } from "../src/format/thrift.js";
import { writeThrift } from "../src/format/write-thrift.js";
import { createOutputFile } from "../src/write/output-file.js";
import { createStitcher } from "../src/write/stitcher.js";
import { batchesOf, decodeRows, duckdb, encodeAll, encodeOne, scratchFolder } from "./helpers.js";

const save = scratchFolder();
const schema = schemaOf({ id: int64(), word: string({ nullable: true }) });
const rows = Array.from({ length: 10_000 }, (_, id) => ({
  id: BigInt(id),
  word: id % 10 === 0 ? null : `word ${String((id * 7919) % 10_000).padStart(5, "0")}`,
}));

function metadataOf(bytes: Uint8Array) {
  return parquetMetadata(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
}

describe("a file of many row groups", async () => {
  const handler = parquet({ rowGroupRows: 73 });
  const bytes = await encodeOne(handler, schema, batchesOf(schema, rows, 1000));
  await handler.close?.();
  const path = save("stitched.parquet", bytes);

  it("has full row groups, numbered, and the rows in their order", async () => {
    const { row_groups, num_rows } = metadataOf(bytes);
    expect(Number(num_rows)).toBe(10_000);
    expect(row_groups.map((group) => Number(group.num_rows))).toEqual([...Array(136).fill(73), 72]);
    expect(row_groups.map((group) => group.ordinal)).toEqual(row_groups.map((_, index) => index));
    expect(await decodeRows(parquet({ workers: 0 }), bytes, schema)).toEqual(rows);
  });

  it("answers filters that go by statistics", async () => {
    expect(
      await duckdb(`SELECT count(*) AS n, sum(id) AS s FROM '${path}' WHERE id BETWEEN 3000 AND 4999`),
    ).toEqual([{ n: "2000", s: "7999000" }]);
    expect(await duckdb(`SELECT id FROM '${path}' WHERE word = 'word 00042'`)).toEqual(
      rows.filter(({ word }) => word === "word 00042").map(({ id }) => ({ id: `${id}` })),
    );
    expect(await duckdb(`SELECT min(id) AS a, max(id) AS b, count(word) AS c FROM '${path}'`)).toEqual([
      { a: "0", b: "9999", c: "9000" },
    ]);
  });

  it("has a page index that points at pages", () => {
    let pages = 0;
    for (const [group, { columns, num_rows }] of metadataOf(bytes).row_groups.entries()) {
      for (const column of columns) {
        const start = Number(column.offset_index_offset);
        const index = readThrift(bytes.subarray(start, start + column.offset_index_length!));
        expect(index.byteLength).toBe(column.offset_index_length);
        for (const location of structsAt(index.struct, 1)) {
          const offset = integerAt(location, 1)!;
          const header = readThrift(bytes.subarray(offset));
          expect(integerAt(header.struct, 1)).toBe(0);
          expect(integerAt(structAt(header.struct, 5), 1)).toBe(Number(num_rows));
          expect(integerAt(location, 2)).toBe(header.byteLength + integerAt(header.struct, 3)!);
          expect(integerAt(location, 3)).toBe(0);
          pages++;
        }
      }
      const { column_index_offset, column_index_length } = columns[0]!;
      const start = Number(column_index_offset);
      const { struct } = readThrift(bytes.subarray(start, start + column_index_length!));
      const [min] = (struct.get(2)!.value as { items: Uint8Array[] }).items;
      expect(new DataView(min!.buffer, min!.byteOffset).getBigInt64(0, true)).toBe(BigInt(group * 73));
    }
    expect(pages).toBe(137 * 2);
  });

  it("says in each row group where it begins", () => {
    for (const { columns, file_offset } of metadataOf(bytes).row_groups) {
      const { dictionary_page_offset, data_page_offset } = columns[0]!.meta_data!;
      expect(file_offset).toBe(dictionary_page_offset ?? data_page_offset);
    }
  });
});

describe("files of a table", () => {
  it("go on in the next file at a row group's end", async () => {
    const handler = parquet({ rowGroupRows: 1000, targetFileBytes: 20_000, compression: "none" });
    const files = await encodeAll(handler, schema, batchesOf(schema, rows, 999));
    expect(files.length).toBeGreaterThan(2);
    expect(files.reduce((sum, file) => sum + file.rows, 0)).toBe(10_000);
    const decoded: unknown[] = [];
    for (const { bytes, rows: count } of files) {
      expect(count % 1000).toBe(0);
      expect(await handler.inspect({ ...fileOf(bytes) }, {})).toEqual({ rows: count });
      decoded.push(...(await decodeRows(handler, bytes, schema)));
    }
    expect(decoded).toEqual(rows);
    await handler.close?.();
  });

  it("never end in one without rows", async () => {
    const handler = parquet({ rowGroupRows: 5000, targetFileBytes: 1, workers: 0 });
    const files = await encodeAll(handler, schema, batchesOf(schema, rows));
    expect(files.map((file) => file.rows)).toEqual([5000, 5000]);
  });
});

describe("row groups", () => {
  it("stay under the bytes they may take, whatever the batches", async () => {
    const wide = schemaOf({ text: string() });
    const texts = Array.from({ length: 400 }, (_, index) => ({ text: String(index % 10).repeat(1000) }));
    const handler = parquet({ rowGroupBytes: 50_000, workers: 0 });
    const bytes = await encodeOne(handler, wide, batchesOf(wide, texts));
    const counts = metadataOf(bytes).row_groups.map((group) => Number(group.num_rows));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(Math.max(...counts)).toBeLessThanOrEqual(50);
    expect(Math.min(...counts.slice(0, -1))).toBeGreaterThan(40);
    expect(await decodeRows(handler, bytes, wide)).toEqual(texts);
  });

  it("hold a single row that is larger than they may be", async () => {
    const wide = schemaOf({ text: string() });
    const texts = [{ text: "a" }, { text: "b".repeat(10_000) }, { text: "c" }];
    const handler = parquet({ rowGroupBytes: 1000, workers: 0 });
    expect(await decodeRows(handler, await encodeOne(handler, wide, batchesOf(wide, texts)), wide)).toEqual(
      texts,
    );
  });
});

describe("a file whose footer would not hold the rows put in", () => {
  it("is not ended", async () => {
    const bytes = await encodeOne(parquet({ workers: 0 }), schema, batchesOf(schema, rows.slice(0, 3)));
    const file = createOutputFile(1, { asset: "test/table", write: "01test" }, {}, 1000);
    const columnsWithNaN = new Set<number>();
    file.add({ bytes, rows: 4, columnsWithNaN });
    const details = { asset: "test/table", file: "file 1 of write 01test", sent: "4 rows", found: "3 rows" };
    expect(() => file.end()).toThrowError(expect.objectContaining({ code: "VERIFY_FAILED", details }));
    expect(() => file.add({ bytes: bytes.subarray(0, 200), rows: 3, columnsWithNaN })).toThrowError(
      expect.objectContaining({ code: "VERIFY_FAILED" }),
    );
  });
});

describe("the Thrift codec", () => {
  it("writes another tool's footer back byte for byte", () => {
    const file = readFileSync(
      new URL("../../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url),
    );
    const length = file.readUInt32LE(file.length - 8);
    const footer = file.subarray(file.length - 8 - length, file.length - 8);
    const { struct, byteLength } = readThrift(footer);
    expect(byteLength).toBe(length);
    expect(Buffer.compare(writeThrift(struct), footer)).toBe(0);
  });

  it("refuses to put files of two schemas together", async () => {
    const handler = parquet({ workers: 0 });
    const other = schemaOf({ id: int64(), word: string() });
    const stitcher = createStitcher(new Map());
    stitcher.push(await encodeOne(handler, schema, batchesOf(schema, rows.slice(0, 3))));
    const second = await encodeOne(handler, other, batchesOf(other, [{ id: 1n, word: "" }]));
    expect(() => stitcher.push(second)).toThrow("different schemas");
  });
});

function fileOf(bytes: Uint8Array) {
  return {
    key: "file",
    url: "file",
    byteLength: bytes.length,
    read: async (start: number, end: number) => bytes.subarray(start, end),
  };
}
