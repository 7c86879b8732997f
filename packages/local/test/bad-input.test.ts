import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  daily,
  decimal,
  defineAsset,
  type ErrorCode,
  type IOManager,
  int8,
  int64,
  isSluiceError,
  local,
  type SluiceError,
  sql,
  string,
  table,
  timestamp,
} from "@sluice/local";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const columns = {
  id: int64(),
  shop: string({ nullable: true }),
  amount: decimal(6, 2),
  pieces: int8(),
  sold: timestamp(3),
};
const sales = defineAsset({ key: "shop/sales", type: table(columns), partitions: { day: daily("sold") } });
/** The same asset as it comes from a caller without types. */
const untyped = { ...sales } as never;
const row = (id: number, day: string) => ({
  id,
  shop: `s${id}`,
  amount: `${id % 1000}.50`,
  pieces: id % 100,
  sold: `${day}T10:00:00.000`,
});
const days = ["2024-05-01", "2024-05-02", "2024-05-03"] as const;
const everything = sql`SELECT id, shop, amount, pieces, sold FROM ${sales} ORDER BY id`;

let root: string;
let files: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-bad-input-"));
  await using io = local(root);
  await io.store(
    sales,
    days.map((day, index) => row(index + 1, day)),
    { split: true },
  );
  files = (await io.files(sales)).map((file) => file.url);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Every file below the root, hidden and temporary ones too, with a hash of what it holds. */
async function listing(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashed = paths.map(async (path) => {
    const hash = createHash("sha256").update(await readFile(path));
    return `${path.slice(root.length)} ${hash.digest("hex")}`;
  });
  return (await Promise.all(hashed)).sort();
}

/** All rows, loaded and by SQL, for somebody who has just come. */
async function content() {
  await using io = local(root);
  return {
    partitions: await io.partitions(sales),
    loaded: await io.load(sales),
    queried: await io.query(everything, { as: sales.type }),
  };
}

interface Expected {
  readonly code: ErrorCode;
  /** What happened, to what. */
  readonly message: RegExp;
  readonly hint: RegExp;
}

async function refusal(run: (io: IOManager) => Promise<unknown>, where = root): Promise<SluiceError> {
  await using io = local(where);
  const error = await run(io).then(
    (result) => new Error(`was not refused: ${JSON.stringify(result, (_, value) => String(value))}`),
    (thrown: unknown) => thrown,
  );
  if (!isSluiceError(error)) throw error;
  return error;
}

function expectError(error: SluiceError, { code, message, hint }: Expected): void {
  expect(error.code, error.message).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
}

const good = row(4, "2024-05-02");
const storing = (value: unknown, options: object) => (io: IOManager) =>
  io.store(untyped, value as never, options as never);
const loading = (options: object) => (io: IOManager) => io.load(untyped, options as never);
const bad = (change: object) => storing([good, { ...good, ...change }], { split: true });

async function* lateFault() {
  for (let id = 0; id < 300_000; id++) yield row(id, days[id % 3] ?? days[0]);
  yield { ...good, pieces: 200 };
}

const other = defineAsset({
  key: "shop/sales",
  type: table({ ...columns, pieces: int64() }),
  partitions: { day: daily("sold") },
});
const unpartitioned = defineAsset({ key: "shop/sales", type: table(columns) });
const misspelt = defineAsset({ key: "shop/slaes", type: table(columns) });

const cases: [string, (io: IOManager) => Promise<unknown>, Expected][] = [
  [
    "a number its column cannot hold",
    bad({ pieces: 200 }),
    { code: "VALUE_UNSUPPORTED", message: /Row 1.*"pieces".*200 is not a int8.*-128 to 127/i, hint: /range/ },
  ],
  [
    "a fraction for an integer",
    bad({ id: 1.5 }),
    { code: "VALUE_UNSUPPORTED", message: /Row 1.*"id".*1\.5/i, hint: /integer/ },
  ],
  [
    "text for an integer",
    bad({ id: "x" }),
    { code: "VALUE_UNSUPPORTED", message: /Row 1.*"id".*"x"/i, hint: /integer/ },
  ],
  [
    "too many digits after the point",
    bad({ amount: "1.234" }),
    { code: "VALUE_UNSUPPORTED", message: /Row 1.*"amount".*1\.234.*decimal\(6,2\)/i, hint: /12\.50/ },
  ],
  [
    "too many digits before the point",
    bad({ amount: "12345.00" }),
    { code: "VALUE_UNSUPPORTED", message: /Row 1.*"amount".*12345\.00/i, hint: /12\.50/ },
  ],
  [
    "null where a value must be",
    bad({ id: null }),
    { code: "VALUE_UNSUPPORTED", message: /Row 1.*"id".*null.*not nullable/i, hint: /nullable: true/ },
  ],
  [
    "an invalid date",
    bad({ sold: new Date("yesterday") }),
    { code: "VALUE_UNSUPPORTED", message: /Row 1.*"sold".*invalid Date/i, hint: /YYYY-MM-DD/ },
  ],
  [
    "a bad value late in a long stream",
    storing(lateFault(), { split: true }),
    { code: "VALUE_UNSUPPORTED", message: /Row 300000.*"pieces".*200/i, hint: /range/ },
  ],
  [
    "a property that is no column",
    bad({ colour: "red" }),
    {
      code: "UNKNOWN_COLUMN",
      message: /shop\/sales has no column "colour" \(row 1\)/,
      hint: /extra: "ignore"/,
    },
  ],
  [
    "a row of another partition",
    storing([good, row(5, "2024-05-03")], { partition: "2024-05-02" }),
    {
      code: "ROW_NOT_IN_PARTITION",
      message: /Row 1 of shop\/sales belongs to day=2024-05-03, not to day=2024-05-02/,
      hint: /split: true/,
    },
  ],
  [
    "no value",
    storing(null, { split: true }),
    { code: "VALUE_INVALID", message: /shop\/sales is null/, hint: /empty array/ },
  ],
  [
    "a store that names no partition",
    storing([good], {}),
    { code: "PARTITION_INVALID", message: /shop\/sales is partitioned by day/, hint: /split: true/ },
  ],
  [
    "a store into a day that is none",
    storing([good], { partition: "2024-05-32" }),
    { code: "PARTITION_INVALID", message: /"2024-05-32".*day.*shop\/sales/, hint: /2024-05-01/ },
  ],
  [
    "a partition dimension that is none",
    storing([good], { partition: { month: "2024-05" } }),
    { code: "PARTITION_INVALID", message: /shop\/sales.*"month"/, hint: /It has day/ },
  ],
  [
    "a load of an unknown partition",
    loading({ partition: "2024-05-09" }),
    {
      code: "PARTITION_NOT_FOUND",
      message: /shop\/sales has no partition day=2024-05-09/,
      hint: /Nearest: day=2024-05-03.*io\.partitions/,
    },
  ],
  [
    "a load of several partitions, one of them unknown",
    loading({ partition: ["2024-05-01", "2024-05-09"] }),
    { code: "PARTITION_NOT_FOUND", message: /day=2024-05-09/, hint: /io\.partitions/ },
  ],
  [
    "a load of an unknown column",
    loading({ columns: ["idd"] }),
    { code: "UNKNOWN_COLUMN", message: /shop\/sales has no column "idd"/, hint: /It has id, shop/ },
  ],
  [
    "a column of another type",
    (io) => io.store(other, [row(4, "2024-05-02")], { split: true }),
    {
      code: "SCHEMA_MISMATCH",
      message: /shop\/sales.*"pieces" int8 to int64/,
      hint: /key of its own/,
    },
  ],
  [
    "other partitions",
    (io) => io.store(unpartitioned, [row(4, "2024-05-02")]),
    { code: "SCHEMA_MISMATCH", message: /shop\/sales.*partitions are none/, hint: /key of its own/ },
  ],
  [
    "an asset never stored",
    (io) => io.load(misspelt),
    { code: "ASSET_NOT_FOUND", message: /shop\/slaes has never been stored/, hint: /Nearest: shop\/sales/ },
  ],
  [
    "a query of an asset never stored",
    (io) => io.query(sql`SELECT * FROM ${misspelt}`),
    { code: "ASSET_NOT_FOUND", message: /shop\/slaes has never been stored/, hint: /Nearest: shop\/sales/ },
  ],
  [
    "SQL that names no column",
    (io) => io.query(sql`SELECT nope FROM ${sales}`),
    { code: "QUERY_FAILED", message: /DuckDB: .*"nope" not found/, hint: /details\.sql/ },
  ],
  [
    "a result without the column wanted",
    (io) => io.query(sql`SELECT id FROM ${sales}`, { as: table({ total: int64() }) }),
    { code: "UNKNOWN_COLUMN", message: /no column "total"/, hint: /It has id/ },
  ],
];

describe("bad input", () => {
  it.each(cases)(
    "%s: an error that helps, and nothing changed",
    { timeout: 60_000 },
    async (_, run, wanted) => {
      const before = [await listing(), await content()];
      expectError(await refusal(run), wanted);
      expect([await listing(), await content()]).toEqual(before);
    },
  );
});

describe("a data file that was tampered with", () => {
  const damaged = () => files[1] as string;
  const load = (io: IOManager) => io.load(sales);
  const query = (io: IOManager) => io.query(everything);

  it("deleted: FILE_MISSING, loaded and by SQL", async () => {
    await rm(damaged());
    const before = await listing();
    const wanted: Expected = {
      code: "FILE_MISSING",
      message: /day=2024-05-02\/write=\w+\/part-00000\.parquet/,
      hint: /deleted outside Sluice.*store the asset again/,
    };
    expectError(await refusal(load), wanted);
    expectError(await refusal(query), wanted);
    expect(await listing()).toEqual(before);
  });

  it("deleted after the view was made: FILE_MISSING", async () => {
    await using io = local(root);
    await query(io);
    await rm(damaged());
    const error = await query(io).catch((thrown: unknown) => thrown);
    expect(isSluiceError(error, "FILE_MISSING"), String(error)).toBe(true);
  });

  it.each([0, 1, 11, 100, 1000])("cut to %i bytes: FILE_CORRUPT, loaded and by SQL", async (length) => {
    await truncate(damaged(), length);
    const before = await listing();
    const wanted: Expected = {
      code: "FILE_CORRUPT",
      message: /day=2024-05-02\/write=\w+\/part-00000\.parquet/,
      hint: /changed or cut outside Sluice.*store the asset again/,
    };
    expectError(await refusal(load), wanted);
    expectError(await refusal(query), wanted);
    expect(await listing()).toEqual(before);
  });

  it("keeps the other partitions, and a new store of its own heals it", async () => {
    await rm(damaged());
    await using io = local(root);
    expect(await io.load(sales, { partition: "2024-05-01" })).toHaveLength(1);
    await io.store(sales, [row(2, "2024-05-02")], { partition: "2024-05-02" });
    const { loaded, queried } = await content();
    expect(loaded.map(({ id }) => id)).toEqual([1n, 2n, 3n]);
    expect(queried).toEqual(loaded);
  });

  it("with flipped bytes: an error, the same rows, or told by the checksum", {
    timeout: 120_000,
  }, async () => {
    const bytes = await readFile(damaged());
    const expected = (await content()).loaded;
    const stored = await loggedChecksum(damaged());
    await using io = local(root);
    const seen = { refused: 0, equal: 0, checksum: 0 };
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(damaged(), changed);
      try {
        const rows = await io.load(sales);
        expect(rows).toHaveLength(expected.length);
        if (JSON.stringify(rows, text) === JSON.stringify(expected, text)) seen.equal++;
        else {
          expect(checksum(changed)).not.toBe(stored);
          seen.checksum++;
        }
      } catch (error) {
        if (!isSluiceError(error)) throw error;
        expect(error.hint, error.message).toBeTruthy();
        seen.refused++;
      }
    }
    expect(seen.refused).toBeGreaterThan(seen.checksum);
    expect(seen.equal).toBeGreaterThan(0);
    await writeFile(damaged(), bytes);
    expect(checksum(bytes)).toBe(stored);
    expect((await content()).loaded).toEqual(expected);
  });
});

const text = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
const checksum = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** What the first entry of the log says of the file. */
async function loggedChecksum(path: string): Promise<string | undefined> {
  const log = await readFile(join(root, "shop/sales/_log/0000000001.json"), "utf8");
  const { added } = JSON.parse(log) as { added: { files: { key: string; checksum: string }[] }[] };
  return added.flatMap((each) => each.files).find(({ key }) => path.endsWith(key))?.checksum;
}

describe("a root that cannot be", () => {
  it("a file: an error that names it, and the file is as before", async () => {
    const file = join(root, "a-file");
    await writeFile(file, "not a lake");
    const before = [await listing(), await content()];
    const error = await refusal((io) => io.store(sales, [good], { split: true }), file);
    expectError(error, { code: "STORE_FAILED", message: /a-file.*ENOTDIR/, hint: /./ });
    expect(isSluiceError(await refusal((io) => io.load(sales), file))).toBe(true);
    expect([await listing(), await content()]).toEqual(before);
  });

  it("no path: refused when it is made", () => {
    expect(() => local("")).toThrow(
      expect.objectContaining({ code: "CONFIGURATION_INVALID", hint: expect.stringContaining("fsStore") }),
    );
  });

  it.skipIf(process.platform === "win32")(
    "a folder that may only be read: it reads, and no store",
    async () => {
      const before = [await listing(), await content()];
      const folders = await readdir(root, { recursive: true, withFileTypes: true });
      const paths = folders
        .filter((each) => each.isDirectory())
        .map((each) => join(each.parentPath, each.name));
      for (const path of [root, ...paths]) await chmod(path, 0o555);
      const found = await asSomebody();
      for (const path of [root, ...paths]) await chmod(path, 0o755);
      expect(found).toMatchObject({ loaded: days.length, queried: days.length, code: "STORE_DENIED" });
      expect(found.message).toMatch(/could not put .*EACCES/);
      expect(found.hint).toMatch(/user access/);
      expect([await listing(), await content()]).toEqual(before);
    },
  );
});

/** Reads and stores in a process of a user who is not root: nobody can take a folder away from root. */
async function asSomebody(): Promise<Record<string, unknown>> {
  const script = `
    import { daily, decimal, defineAsset, int8, int64, local, sql, string, table, timestamp } from "@sluice/local";
    const columns = { id: int64(), shop: string({ nullable: true }), amount: decimal(6, 2), pieces: int8(), sold: timestamp(3) };
    const sales = defineAsset({ key: "shop/sales", type: table(columns), partitions: { day: daily("sold") } });
    const io = local(${JSON.stringify(root)});
    const loaded = (await io.load(sales)).length;
    const queried = (await io.query(sql\`SELECT * FROM \${sales}\`)).length;
    const row = { id: 9, amount: "1.00", pieces: 1, sold: "2024-05-02T10:00:00.000" };
    const { code, message, hint } = await io.store(sales, [row], { split: true }).catch((error) => error);
    console.log(JSON.stringify({ loaded, queried, code, message, hint }));
    await io.close();`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    ...(process.getuid?.() === 0 && { uid: 65534, gid: 65534 }),
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}
