import { Worker } from "node:worker_threads";
import { parquet } from "@sluice/handler-parquet";
import { int32, type Schema, schemaOf, string } from "@sluice/type-mapping";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readThrift } from "../src/format/read-thrift.js";
import {
  int32 as count,
  int64 as large,
  structs,
  structsAt,
  type ThriftStruct,
  text,
} from "../src/format/thrift.js";
import { writeThrift } from "../src/format/write-thrift.js";
import { batchesOf, decodeBatches, encodeOne, memoryFile, withFooter } from "./helpers.js";

const handler = parquet({ workers: 0, compression: "none" });
const schema = schemaOf({ id: int32(), word: string() });
const rows = Array.from({ length: 1000 }, (_, id) => ({ id, word: `word ${id}` }));
const written = encodeOne(handler, schema, batchesOf(schema, rows));

afterEach(() => vi.restoreAllMocks());

function chunkOf(footer: ThriftStruct, column: number): ThriftStruct {
  return structsAt(structsAt(footer, 4)[0]!, 1)[column]!.get(3)!.value as ThriftStruct;
}

/** The file with another header on the first page of its first column. */
async function withPageHeader(change: (header: ThriftStruct) => void): Promise<Uint8Array> {
  const bytes = await written;
  const { struct, byteLength } = readThrift(bytes.subarray(4));
  change(struct);
  const header = writeThrift(struct);
  const longer = header.length - byteLength;
  const moved = Buffer.concat([bytes.subarray(0, 4), header, bytes.subarray(4 + byteLength)]);
  return withFooter(moved, (footer) => {
    for (const column of [0, 1]) {
      const chunk = chunkOf(footer, column);
      const length = chunk.get(7)!;
      if (column === 0) length.value = (length.value as bigint) + BigInt(longer);
      else
        for (const id of [9, 11]) {
          const offset = chunk.get(id);
          if (offset !== undefined) offset.value = (offset.value as bigint) + BigInt(longer);
        }
    }
  });
}

async function refused(bytes: Uint8Array, what: RegExp, read: Schema = schema): Promise<void> {
  const file = memoryFile(bytes, "memory://hostile.parquet");
  await expect(decodeBatches(handler, file, read)).rejects.toMatchObject({
    code: "FILE_CORRUPT",
    message: expect.stringMatching(what),
    details: { file: "memory://hostile.parquet" },
    hint: expect.any(String),
  });
}

describe("a file that says too much is refused before it is decoded", () => {
  it("columns that nest without end", async () => {
    const group = (name: string): ThriftStruct =>
      new Map([
        [3, count(0)],
        [4, text(name)],
        [5, count(1)],
      ]);
    const deep = Array.from({ length: 50_000 }, (_, depth) => group(`g${depth}`));
    const bytes = withFooter(await written, (footer) => {
      const [root, id, word] = structsAt(footer, 2);
      footer.set(2, structs([root!, ...deep, id!, word!]));
    });
    await refused(bytes, /nest too deep/);
  });

  it("more columns than there can be", async () => {
    const bytes = withFooter(await written, (footer) => {
      const [root, id] = structsAt(footer, 2);
      const columns = Array.from({ length: 100_001 }, () => id!);
      footer.set(2, structs([new Map(root).set(5, count(columns.length)), ...columns]));
    });
    await refused(bytes, /has 100001 columns/);
  });

  it("more rows than a row group can have", async () => {
    const bytes = withFooter(await written, (footer) => {
      footer.set(3, large(2 ** 40));
      structsAt(footer, 4)[0]!.set(3, large(2 ** 40));
    });
    await refused(bytes, /a row group has 1099511627776 rows/, schemaOf({}));
  });

  it("values the pages do not have", async () => {
    const bytes = withFooter(await written, (footer) => chunkOf(footer, 0).set(5, large(999)));
    await refused(bytes, /holds 1000 values of 999/);
  });

  it("pages that expand beyond reason", async () => {
    await refused(await withPageHeader((header) => header.set(2, count(0x7fffffff))), /would expand to 2147/);
  });

  it("pages longer than their column", async () => {
    await refused(
      await withPageHeader((header) => header.set(3, count(1_000_000))),
      /a page ends past its column/,
    );
  });

  it("structs without end in few bytes", async () => {
    const many = 2_100_000;
    const varint = [(many & 127) | 128, ((many >> 7) & 127) | 128, ((many >> 14) & 127) | 128, many >> 21];
    // Field 4, a list of that many structs, each of nothing but its end.
    const footer = Buffer.concat([
      Buffer.from([0x49, 0xfc, ...varint]),
      Buffer.alloc(many),
      Buffer.from([0]),
    ]);
    const trailer = Buffer.alloc(4);
    trailer.writeUInt32LE(footer.length);
    const magic = Buffer.from("PAR1");
    await refused(Buffer.concat([magic, footer, trailer, magic]), /too many structs/);
  });

  it("columns that claim the bytes of others", async () => {
    const bytes = withFooter(await written, (footer) => {
      const [root, id, word] = structsAt(footer, 2);
      const group = structsAt(footer, 4)[0]!;
      const [first, second] = structsAt(group, 1);
      footer.set(2, structs([new Map(root).set(5, count(202)), ...Array(200).fill(word), id!, word!]));
      group.set(1, structs([...Array(200).fill(second), first!, second!]));
    });
    await refused(bytes, /its columns would take \d+ bytes of \d+/);
  });

  it("a kind of column that is no number", async () => {
    const bytes = withFooter(await written, (footer) => structsAt(footer, 2)[1]!.set(6, text("interval")));
    await refused(bytes, /field 6 is not a usable integer/);
  });

  it("an encrypted footer, and an encrypted column, by name", async () => {
    const bytes = Buffer.from(await written);
    bytes.write("PARE", bytes.length - 4);
    await refused(bytes, /its footer is encrypted/);
    const column = withFooter(await written, (footer) => {
      structsAt(structsAt(footer, 4)[0]!, 1)[0]!.set(8, { type: 12, value: new Map() });
    });
    await refused(column, /a column is encrypted/);
  });

  it("and an honest one next to it is read", async () => {
    const bytes = await withPageHeader(() => {});
    expect(await decodeBatches(handler, memoryFile(bytes), schema)).toHaveLength(1);
  });
});

describe("texts that share a dictionary", () => {
  it("come in batches of bounded size, also where the file does not say what they take", async () => {
    const long = "x".repeat(30_000);
    const texts = schemaOf({ word: string() });
    const many = Array.from({ length: 4000 }, () => ({ word: long }));
    const bytes = withFooter(
      await encodeOne(parquet({ workers: 0 }), texts, batchesOf(texts, many)),
      (footer) => chunkOf(footer, 0).delete(16),
    );
    const batches = await decodeBatches(handler, memoryFile(bytes), texts);
    expect(batches.reduce((sum, { numRows }) => sum + numRows, 0)).toBe(many.length);
    for (const { numRows } of batches) expect(numRows * long.length).toBeLessThanOrEqual(32 * 1024 * 1024);
  });
});

describe("a row group that does not answer", () => {
  it("is given up, by name, and the next file is read", async () => {
    const threaded = parquet({ taskTimeoutMillis: 300 });
    const bytes = await written;
    vi.spyOn(Worker.prototype, "postMessage").mockImplementation(() => {});
    const file = memoryFile(bytes, "memory://hostile.parquet");
    await expect(decodeBatches(threaded, file, schema)).rejects.toMatchObject({
      code: "PARQUET_FAILED",
      message: expect.stringContaining("took longer than 300 ms"),
      details: { task: "decode", file: "memory://hostile.parquet", asset: "test/table" },
      hint: expect.any(String),
    });
    vi.restoreAllMocks();
    const patient = parquet();
    expect(await decodeBatches(patient, memoryFile(bytes), schema)).toHaveLength(1);
    await Promise.all([threaded.close?.(), patient.close?.()]);
  });
});
