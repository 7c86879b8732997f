import { gunzipSync } from "node:zlib";
import { type ParquetOptions, parquet } from "@sluice/handler-parquet";
import {
  binary,
  boolean,
  date,
  decimal,
  float32,
  float64,
  int8,
  int64,
  list,
  type Schema,
  schemaOf,
  string,
  struct,
  timestamp,
  uuid,
} from "@sluice/type-mapping";
import { type FileMetaData, parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { allTypes, edgeRows } from "./all-types.js";
import {
  batchesOf,
  context,
  decodeRows,
  duckdb,
  encodeAll,
  encodeOne,
  memoryFile,
  random,
  scratchFolder,
} from "./helpers.js";

const save = scratchFolder();
const nullable = { nullable: true } as const;

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

function footerOf(bytes: Uint8Array): FileMetaData {
  return parquetMetadata(arrayBuffer(bytes));
}

async function write(options: ParquetOptions, schema: Schema, rows: readonly object[]): Promise<Uint8Array> {
  const handler = parquet({ workers: 0, ...options });
  return encodeOne(handler, schema, batchesOf(schema, rows, 10_000));
}

/** The column chunks of that name, one for each row group. */
function chunksOf(bytes: Uint8Array, column: string) {
  const groups = footerOf(bytes).row_groups;
  return groups.map(({ columns }) => columns.find((each) => each.meta_data?.path_in_schema[0] === column)!);
}

function encodingsOf(bytes: Uint8Array, column: string): readonly string[] {
  return chunksOf(bytes, column).flatMap((chunk) => chunk.meta_data!.encodings);
}

const next = random(11);
const schema = schemaOf({
  id: int64(),
  word: string(nullable),
  city: string(),
  price: decimal(12, 2),
  share: float64(nullable),
  level: float64(),
  at: timestamp(6),
  day: date(nullable),
  total: decimal(30, 4),
});
const rows = Array.from({ length: 8_000 }, (_, id) => ({
  id: BigInt(id),
  word: id % 13 === 0 ? null : `word ${Math.floor(next() * 1e9)}`,
  city: `city ${Math.floor(next() * 40)}`,
  price: (next() * 1e6).toFixed(2),
  share: id % 7 === 0 ? null : next(),
  level: Math.floor(next() * 5),
  at: `2024-01-01T00:${String(Math.floor(id / 400)).padStart(2, "0")}:00.${String(id).padStart(6, "0")}`,
  day: id % 3 === 0 ? null : "2024-02-29",
  total: (next() * 1e6).toFixed(4),
}));

/** Sums and hashes that tell whether DuckDB reads the very same values. */
async function duckdbSums(name: string, bytes: Uint8Array): Promise<unknown> {
  const path = save(`${name}.parquet`, bytes);
  return duckdb(`SELECT count(*) AS n, sum(id) AS id, sum(price) AS price, sum(total) AS total, sum(level) AS level,
    md5(string_agg(concat_ws('|', id, word, city, share, "at", day), '' ORDER BY id)) AS text FROM '${path}'`);
}

const plain = Object.fromEntries(schema.fields.map(({ name }) => [name, { encoding: "plain" as const }]));
const reference = write({ compression: "none", columns: plain }, schema, rows);
const sums = reference.then((bytes) => duckdbSums("reference", bytes));

describe("compression", () => {
  const codecs = { zstd: "ZSTD", snappy: "SNAPPY", gzip: "GZIP", none: "UNCOMPRESSED" } as const;

  it.each(Object.entries(codecs))(
    "%s is %s in the footer, and read by DuckDB",
    async (compression, codec) => {
      const bytes = await write({ compression: compression as keyof typeof codecs }, schema, rows);
      const used = footerOf(bytes).row_groups.flatMap(({ columns }) =>
        columns.map((each) => each.meta_data?.codec),
      );
      expect(new Set(used)).toEqual(new Set([codec]));
      expect(await duckdbSums(compression, bytes)).toEqual(await sums);
    },
  );

  it.each(["lz4", "LZ4_RAW", "brotli"])("%s is refused: Trino cannot read it", (compression) => {
    expect(() => parquet({ compression } as unknown as ParquetOptions)).toThrow(/which Trino cannot read/);
  });

  it.each([
    ["gzip", 1, 6],
    ["zstd", 1, 19],
  ] as const)(
    "%s of level %i is larger than of level %i, and both are read",
    async (compression, low, high) => {
      const made: Uint8Array[] = [];
      for (const compressionLevel of [low, high]) {
        const bytes = await write({ compression, compressionLevel, rowGroupRows: 3000 }, schema, rows);
        expect(await duckdbSums(`level-${compression}-${compressionLevel}`, bytes)).toEqual(await sums);
        if (compression === "gzip") {
          const read = await parquetReadObjects({ file: arrayBuffer(bytes), compressors });
          expect(read.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
        }
        expect(await decodeRows(parquet({ workers: 0 }), bytes, schema)).toEqual(await plainRows);
        made.push(bytes);
      }
      expect(made[0]!.length).toBeGreaterThan(made[1]!.length);
      for (const { columns, total_byte_size } of footerOf(made[1]!).row_groups) {
        const sizes = columns.map(({ meta_data }) => Number(meta_data!.total_uncompressed_size));
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(Number(total_byte_size));
      }
    },
  );
});

const compressors = { GZIP: (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes)) };
const plainRows = reference.then((bytes) => decodeRows(parquet({ workers: 0 }), bytes, schema));

describe("encodings", () => {
  it("are chosen from the first rows", async () => {
    const bytes = await write({}, schema, rows);
    expect(encodingsOf(bytes, "id")).toContain("DELTA_BINARY_PACKED");
    expect(encodingsOf(bytes, "word")).toContain("DELTA_LENGTH_BYTE_ARRAY");
    expect(encodingsOf(bytes, "city")).toContain("RLE_DICTIONARY");
    expect(encodingsOf(bytes, "price")).toContain("DELTA_BINARY_PACKED");
    expect(encodingsOf(bytes, "share")).toContain("BYTE_STREAM_SPLIT");
    expect(encodingsOf(bytes, "level")).toContain("RLE_DICTIONARY");
    expect(encodingsOf(bytes, "at")).toContain("DELTA_BINARY_PACKED");
    expect(encodingsOf(bytes, "day")).toContain("RLE_DICTIONARY");
    expect(encodingsOf(bytes, "total")).not.toContain("RLE_DICTIONARY");
    expect(await duckdbSums("chosen", bytes)).toEqual(await sums);
    expect(bytes.length).toBeLessThan((await reference).length * 0.8);
  });

  it.each([
    ["id", "dictionary", "RLE_DICTIONARY"],
    ["id", "plain", "PLAIN"],
    ["id", "delta", "DELTA_BINARY_PACKED"],
    ["city", "delta", "DELTA_LENGTH_BYTE_ARRAY"],
    ["level", "byte-stream-split", "BYTE_STREAM_SPLIT"],
    ["day", "delta", "DELTA_BINARY_PACKED"],
    ["at", "plain", "PLAIN"],
  ] as const)("of %s can be given as %s", async (column, encoding, written) => {
    const bytes = await write({ columns: { [column]: { encoding } } }, schema, rows);
    const found = encodingsOf(bytes, column).filter((each) => each !== "RLE");
    expect(found).toContain(written);
    if (encoding !== "dictionary") expect(new Set(found)).toEqual(new Set([written]));
    expect(await duckdbSums(`${column}-${encoding}`, bytes)).toEqual(await sums);
  });

  it("keep every type's edges, whichever it is", async () => {
    const expected = await decodeRows(parquet({ workers: 0 }), await write({}, allTypes, edgeRows), allTypes);
    for (const encoding of ["dictionary", "delta", "byte-stream-split", "plain"] as const) {
      const columns: Record<string, { encoding: typeof encoding }> = {};
      for (const { name } of allTypes.fields) {
        const column = { [name]: { encoding } };
        const works = await write({ columns: column }, allTypes, edgeRows).then(
          () => true,
          (error: { code: string }) => {
            expect(error.code).toBe("CONFIGURATION_INVALID");
            return false;
          },
        );
        if (works) columns[name] = { encoding };
      }
      const bytes = await write({ columns }, allTypes, edgeRows);
      expect(await decodeRows(parquet({ workers: 0 }), bytes, allTypes)).toEqual(expected);
    }
  });

  it.each([
    ["share", "delta"],
    ["total", "delta"],
    ["total", "dictionary"],
    ["word", "byte-stream-split"],
    ["id", "byte-stream-split"],
  ] as const)("of %s cannot be %s: refused before the first byte", async (column, encoding) => {
    await expect(write({ columns: { [column]: { encoding } } }, schema, rows)).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
      details: { option: `columns.${column}.encoding` },
      hint: expect.any(String),
    });
  });

  it("of a list are refused", async () => {
    const nested = schemaOf({ tags: list(string()) });
    await expect(
      write({ columns: { tags: { encoding: "plain" } } }, nested, [{ tags: ["a"] }]),
    ).rejects.toMatchObject({ code: "CONFIGURATION_INVALID", details: { option: "columns.tags" } });
  });

  it("of columns a table does not have mean nothing to it", async () => {
    const columns = { elsewhere: { encoding: "delta", bloomFilter: true }, toString: {} } as const;
    expect(await write({ columns }, schema, rows)).toEqual(await write({}, schema, rows));
  });
});

describe("statistics", () => {
  const statisticsOf = (bytes: Uint8Array, column: string) =>
    chunksOf(bytes, column).map((chunk) => ({
      column: chunk.meta_data?.statistics?.min_value !== undefined,
      page: chunk.column_index_offset !== undefined,
    }));

  it.each([
    ["page", { column: true, page: true }],
    ["column", { column: true, page: false }],
    ["none", { column: false, page: false }],
  ] as const)("%s", async (statistics, expected) => {
    const bytes = await write({ statistics }, schema, rows.slice(0, 100));
    for (const { name } of schema.fields) expect(statisticsOf(bytes, name)).toEqual([expected]);
  });

  it("of one column can differ", async () => {
    const columns = { word: { statistics: "none" } } as const;
    const bytes = await write({ columns }, schema, rows.slice(0, 100));
    expect(statisticsOf(bytes, "word")).toEqual([{ column: false, page: false }]);
    expect(statisticsOf(bytes, "id")).toEqual([{ column: true, page: true }]);
  });
});

describe("bloom filters", () => {
  const filtered = schemaOf({
    id: int64(),
    tiny: int8(nullable),
    name: string(nullable),
    price: decimal(9, 2),
    total: decimal(38, 10),
    day: date(),
    key: uuid(),
    other: int64(),
  });
  const names = filtered.fields.map(({ name }) => name);
  const values = Array.from({ length: 3000 }, (_, id) => ({
    id: BigInt(id * 2) - 1000n,
    tiny: id % 5 === 0 ? null : (id % 60) * 2 - 60,
    name: id % 9 === 0 ? null : `${"long ".repeat(id % 20)}${id * 2}`,
    price: `${id * 2}.00`,
    total: `${id * 2 - 3000}.0000000000`,
    day: new Date(id * 2 * 86_400_000).toISOString().slice(0, 10),
    key: `00000000-0000-0000-0000-${String(id * 2).padStart(12, "0")}`,
    other: BigInt(id),
  }));
  const columns = Object.fromEntries(
    names.filter((name) => name !== "other").map((name) => [name, { bloomFilter: true }]),
  );
  const written = write({ columns, rowGroupRows: 1000 }, filtered, values);

  async function excluded(path: string, column: string, literal: string): Promise<boolean[]> {
    const found = await duckdb(
      `SELECT bloom_filter_excludes AS x FROM parquet_bloom_probe('${path}', '${column}', ${literal}) ORDER BY row_group_id`,
    );
    return found.map(({ x }) => Boolean(x));
  }

  it.each([
    ["id", (n: number) => `${n - 1000}::BIGINT`],
    ["name", (n: number) => `'${"long ".repeat((n >> 1) % 20)}${n}'`],
    ["day", (n: number) => `(DATE '1970-01-01' + ${n})::DATE`],
  ] as const)("of %s tell DuckDB where a value is not", async (column, literal) => {
    const path = save("bloom.parquet", await written);
    let wrong = 0;
    for (let id = 1; id < 3000; id += 701) {
      if (column === "name" && id % 9 === 0) continue;
      const group = Math.floor(id / 1000);
      const found = await excluded(path, column, literal(id * 2));
      expect(found[group]).toBe(false);
      wrong += (await excluded(path, column, literal(id * 2 + 1))).filter((each) => !each).length;
    }
    expect(wrong).toBeLessThan(3);
  });

  it.each(["price", "total"])("of %s hide nothing from DuckDB", async (column) => {
    const path = save("bloom.parquet", await written);
    const found = await duckdb(
      `SELECT count(*) AS n FROM '${path}' WHERE ${column} IN (0, 700, 1400, 5998, 3)`,
    );
    expect(found).toEqual([{ n: column === "price" ? "4" : "3" }]);
  });

  it("lie where the footer says, and leave the rows as they are", async () => {
    const bytes = await written;
    for (const name of names) {
      for (const { meta_data } of chunksOf(bytes, name)) {
        const { bloom_filter_offset: offset, bloom_filter_length: length } = meta_data!;
        expect(offset === undefined).toBe(name === "other");
        if (offset === undefined) continue;
        expect(bytes[Number(offset)]).toBe(0x15);
        expect(length).toBeGreaterThan(32);
      }
    }
    expect(await decodeRows(parquet({ workers: 0 }), bytes, filtered)).toEqual(
      await decodeRows(parquet({ workers: 0 }), await write({}, filtered, values), filtered),
    );
  });

  it("are smaller where they may be wrong more often, and where values come again", async () => {
    const sizeOf = async (bloomFilter: number, column: string) =>
      chunksOf(await write({ columns: { [column]: { bloomFilter } } }, filtered, values), column)[0]!
        .meta_data!.bloom_filter_length!;
    expect(await sizeOf(0.2, "id")).toBeLessThan(await sizeOf(0.001, "id"));
    expect(await sizeOf(0.01, "tiny")).toBeLessThan(300);
  });

  it("of true or false are refused", async () => {
    const flags = schemaOf({ flag: boolean() });
    await expect(
      write({ columns: { flag: { bloomFilter: true } } }, flags, [{ flag: true }]),
    ).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
      details: { option: "columns.flag.bloomFilter" },
    });
  });
});

describe("bloom filters by which engines miss rows", () => {
  it.each([
    ["float32", float32(), 1.5],
    ["float64", float64(), 1.5],
    ["binary", binary(), new Uint8Array([5, 0, 1])],
  ] as const)("of %s are refused before the first byte", async (_name, type, value) => {
    for (const bloomFilter of [true, 0.1]) {
      await expect(
        write({ columns: { value: { bloomFilter } } }, schemaOf({ value: type }), [{ value }]),
      ).rejects.toMatchObject({
        code: "CONFIGURATION_INVALID",
        details: { option: "columns.value.bloomFilter" },
        hint: expect.any(String),
      });
    }
    const off = { columns: { value: { bloomFilter: false } } };
    expect(await write(off, schemaOf({ value: type }), [{ value }])).toBeInstanceOf(Uint8Array);
  });
});

describe("NaN beside numbers", () => {
  const measured = schemaOf({
    id: int64(),
    wide: float64(),
    narrow: float32(nullable),
    point: struct({ x: float64(), y: int64() }),
    other: float64(),
  });
  // One row group with NaN, one without, one with nothing else.
  const values = Array.from({ length: 300 }, (_, id) => {
    const number = id < 3 || id >= 200 ? Number.NaN : id;
    return { id: BigInt(id), wide: number, narrow: number, point: { x: number, y: BigInt(id) }, other: id };
  });
  const written = write({ rowGroupRows: 100 }, measured, values);

  it("leaves the row group without bounds of that column, and with the number of its nulls", async () => {
    const bytes = await written;
    const stated = (column: string) =>
      chunksOf(bytes, column).map(({ meta_data }) => meta_data?.statistics?.max_value !== undefined);
    expect(stated("wide")).toEqual([false, true, false]);
    expect(stated("narrow")).toEqual([false, true, false]);
    expect(stated("point")).toEqual([false, true, false]);
    expect(stated("other")).toEqual([true, true, true]);
    expect(stated("id")).toEqual([true, true, true]);
    for (const column of ["wide", "narrow", "id"]) {
      expect(chunksOf(bytes, column).map(({ meta_data }) => meta_data?.statistics?.null_count)).toEqual([
        0n,
        0n,
        0n,
      ]);
      const indexed = chunksOf(bytes, column).map(
        ({ column_index_offset }) => column_index_offset !== undefined,
      );
      expect(indexed).toEqual(stated(column));
    }
    // The other field of the struct keeps its own.
    const [, y] = await duckdb(
      `SELECT stats_max_value AS most FROM parquet_metadata('${save("point.parquet", bytes)}')
       WHERE path_in_schema = 'point, y' AND row_group_id < 2 ORDER BY row_group_id`,
    );
    expect(y).toEqual({ most: "199" });
  });

  it.each(["wide", "narrow", "point.x"])(
    "of %s is found by DuckDB, where it is the greatest",
    async (column) => {
      const path = save("nan.parquet", await written);
      for (const condition of ["> 500", "= 'nan'", ">= 'nan'", "< 50", "BETWEEN 150 AND 500", "<> 5"]) {
        const [found] = await duckdb(`SELECT count(*) AS n FROM '${path}' WHERE ${column} ${condition}`);
        const [counted] = await duckdb(
          `SELECT count(*) FILTER (WHERE ${column} ${condition}) AS n FROM '${path}'`,
        );
        expect(found).toEqual(counted);
      }
    },
  );

  it("hides no row from our own conditions, and none is read without need", async () => {
    const handler = parquet({ workers: 0 });
    const idsWhere = async (comparison: "gt" | "lt" | "eq" | "ne", value: number) => {
      const where = [{ column: "wide", comparison, value }] as const;
      const ids: bigint[] = [];
      const batches = handler.decode(memoryFile(await written), {
        asset: context.asset,
        schema: measured,
        where,
      });
      for await (const batch of batches) ids.push(...(batch.getChild("id")!.toArray() as BigInt64Array));
      return ids;
    };
    expect(await idsWhere("lt", 50)).toEqual(expect.arrayContaining([3n, 49n]));
    expect(await idsWhere("eq", 150)).toContain(150n);
    expect(await idsWhere("gt", 500)).not.toContain(150n);
    expect(await idsWhere("ne", 150)).toEqual(expect.arrayContaining([0n, 99n, 100n, 299n]));
  });
});

it("5,000 columns are written and read", async () => {
  const names = Array.from({ length: 5000 }, (_, index) => `c${index}`);
  const wide = schemaOf(Object.fromEntries(names.map((name) => [name, int64()])));
  const list = [1n, 7n].map((times) =>
    Object.fromEntries(names.map((name, index) => [name, BigInt(index) * times])),
  );
  const bytes = await write({}, wide, list);
  expect(new Set(encodingsOf(bytes, "c4999"))).not.toContain("DELTA_BINARY_PACKED");
  expect(await decodeRows(parquet({ workers: 0 }), bytes, wide)).toEqual(list);
}, 60_000);

describe("the order of rows", () => {
  const sorted = async (sortedBy: ParquetOptions["sortedBy"], values: readonly object[], each = schema) => {
    const bytes = await write({ ...(sortedBy && { sortedBy }), rowGroupRows: 100 }, each, values);
    return footerOf(bytes).row_groups.map(({ sorting_columns }) => sorting_columns);
  };
  const some = rows.slice(0, 200);

  it("is noted with its columns", async () => {
    const id = { column_idx: 0, descending: false, nulls_first: false };
    expect(await sorted(["id"], some)).toEqual([[id], [id]]);
    expect(await sorted([{ column: "id", descending: true }], some.toReversed())).toEqual(
      Array(2).fill([{ ...id, descending: true }]),
    );
    const byDay = [...some].sort((left, right) => Number(left.day === null) - Number(right.day === null));
    const day = { column_idx: 7, descending: false, nulls_first: false };
    expect(await sorted(["day", "id"], byDay)).toEqual([
      [day, id],
      [day, id],
    ]);
    expect(await sorted([{ column: "day", nullsFirst: true }], byDay.toReversed())).toEqual(
      Array(2).fill([{ ...day, nulls_first: true }]),
    );
  });

  it("is not noted in a row group that does not have it", async () => {
    const swapped = [...some.slice(0, 150), some[151]!, some[150]!, ...some.slice(152)];
    expect(await sorted(["id"], swapped)).toEqual([expect.any(Array), undefined]);
    expect(await sorted(["word"], some)).toEqual([undefined, undefined]);
    expect(await sorted([{ column: "id", descending: true }], some)).toEqual([undefined, undefined]);
  });

  it.each([
    ["total", ["-5.0000", "0.0000", "99999999999999999999.0000"], decimal(30, 4)],
    ["text", ["a", "é", "\u{ffff}", "\u{1f600}"], string()],
    ["flag", [false, false, true], boolean()],
    ["number", [Number.NEGATIVE_INFINITY, -0, 1.5], float64()],
  ] as const)("knows %s", async (_name, values, type) => {
    const one = schemaOf({ value: type });
    const list = values.map((value) => ({ value }));
    const order = { column_idx: 0, descending: false, nulls_first: false };
    expect(await sorted(["value"], list, one)).toEqual([[order]]);
    expect(await sorted(["value"], list.toReversed(), one)).toEqual([undefined]);
  });

  it.each([
    [[5, Number.NaN, 7], true],
    [[5, Number.NaN, 7], false],
    [[Number.NaN, 3, 1], true],
    [[1, 3, Number.NaN], false],
    [[Number.NaN], false],
  ])("of %j with NaN is not noted, descending: %s", async (values, descending) => {
    const one = schemaOf({ day: int64(), value: float64() });
    const list = values.map((value) => ({ day: 1n, value }));
    expect(await sorted([{ column: "value", descending }], list, one)).toEqual([undefined]);
    expect(await sorted(["day", { column: "value", descending }], list, one)).toEqual([undefined]);
    expect(await sorted(["day"], list, one)).toEqual([[expect.anything()]]);
  });

  it("of columns a table does not have goes as far as it knows them", async () => {
    const [first] = await sorted(["id", "elsewhere", "word"], some);
    expect(first).toHaveLength(1);
    expect(await sorted(["elsewhere", "id"], some)).toEqual([undefined, undefined]);
  });
});

describe("the footer", () => {
  it("says which asset, write and columns it is, who made it, and what the user noted", async () => {
    const bytes = await write({ metadata: { source: "tests", empty: "" } }, schema, rows.slice(0, 10));
    const { key_value_metadata, created_by } = footerOf(bytes);
    const notes = Object.fromEntries(key_value_metadata!.map(({ key, value }) => [key, value]));
    expect(notes).toMatchObject({
      "sluice.asset": context.asset,
      "sluice.write": context.write,
      "sluice.schema": expect.stringMatching(
        /^"id" int64, "word" string\?, "city" string, "price" decimal\(12,2\)/,
      ),
      source: "tests",
      empty: "",
    });
    expect(created_by).toMatch(/^sluice version /);
    const path = save("notes.parquet", bytes);
    expect(
      await duckdb(`SELECT value::VARCHAR AS v FROM parquet_kv_metadata('${path}') WHERE key = 'source'`),
    ).toEqual([{ v: "tests" }]);
  });
});

describe("sizes", () => {
  it("files end once they have their compressed bytes", async () => {
    const handler = parquet({ workers: 0, rowGroupRows: 1000, targetFileBytes: 50_000 });
    const files = await encodeAll(handler, schema, batchesOf(schema, rows, 3000));
    expect(files.length).toBeGreaterThan(2);
    expect(files.reduce((sum, file) => sum + file.rows, 0)).toBe(8_000);
    for (const { bytes } of files.slice(0, -1)) {
      expect(bytes.length).toBeGreaterThan(50_000);
      expect(bytes.length).toBeLessThan(120_000);
    }
    const paths = files.map(({ bytes }, index) => `'${save(`part-${index}.parquet`, bytes)}'`);
    expect(await duckdb(`SELECT sum(id) AS id FROM read_parquet([${paths}])`)).toEqual([{ id: "31996000" }]);
  });

  it("row groups end at their bytes", async () => {
    const bytes = await write({ rowGroupBytes: 100_000 }, schema, rows);
    const counts = footerOf(bytes).row_groups.map(({ num_rows }) => Number(num_rows));
    expect(counts.length).toBeGreaterThan(5);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8_000);
  });
});

it("all of them make the same bytes in a worker", async () => {
  const options: ParquetOptions = {
    compression: "gzip",
    compressionLevel: 2,
    rowGroupRows: 1500,
    columns: { id: { bloomFilter: true }, word: { bloomFilter: 0.1, statistics: "column" } },
    sortedBy: ["id"],
  };
  const threaded = parquet({ ...options, workers: 2 });
  const bytes = await encodeOne(threaded, schema, batchesOf(schema, rows, 1000));
  await threaded.close?.();
  expect(Buffer.compare(bytes, await write(options, schema, rows))).toBe(0);
});

describe("options that make no sense", () => {
  it.each<[string, object]>([
    ["compressionLevel", { compression: "snappy", compressionLevel: 1 }],
    ["compressionLevel", { compression: "gzip", compressionLevel: 10 }],
    ["compressionLevel", { compression: "gzip", compressionLevel: 0 }],
    ["statistics", { statistics: true }],
    ["columns.id.encoding", { columns: { id: { encoding: "rle" } } }],
    ["columns.id.statistics", { columns: { id: { statistics: "all" } } }],
    ["columns.id.bloomFilter", { columns: { id: { bloomFilter: 2 } } }],
    ["columns.id.bloomFilter", { columns: { id: { bloomFilter: "yes" } } }],
    ["columns.id.codec", { columns: { id: { codec: "zstd" } } }],
    ["columns.id", { columns: { id: null } }],
    ["sortedBy", { sortedBy: "id" }],
    ["sortedBy", { sortedBy: [{ descending: true }] }],
    ["sortedBy.order", { sortedBy: [{ column: "id", order: "up" }] }],
    ["metadata", { metadata: { "sluice.asset": "other" } }],
    ["metadata", { metadata: { "ARROW:schema": "" } }],
    ["metadata", { metadata: { count: 5 } }],
  ])("%s: %j is refused with a hint", (option, options) => {
    expect(() => parquet(options as ParquetOptions)).toThrow(
      expect.objectContaining({
        code: "CONFIGURATION_INVALID",
        details: { option },
        hint: expect.any(String),
      }),
    );
  });
});
