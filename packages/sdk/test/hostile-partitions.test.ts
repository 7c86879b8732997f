import * as s from "@sluice/sdk";
import fc from "fast-check";
import { expect, it } from "vitest";
import { packTable } from "../src/pack/table-input.js";
import { PartitionFilter } from "../src/partition/partition-filter.js";
import { PartitionIds } from "../src/partition/partition-ids.js";
import { storedPartition } from "../src/partition/partition-value.js";
import { nullPartition, parsePartitionPath, partitionPath } from "../src/partition/path.js";
import { rowFilter } from "../src/where/row-filter.js";
import { lakeOf } from "./lakes.js";
import { failure } from "./packing.js";

const n = { nullable: true } as const;
const columns = {
  text: s.string(n),
  flag: s.boolean(n),
  tiny: s.int8(n),
  short: s.int16(n),
  int: s.int32(n),
  long: s.int64(n),
  price: s.decimal(38, 9, n),
  on: s.date(n),
};
type Name = keyof typeof columns;

const pieces = fc.oneof(
  fc.constantFrom(..."\"#%'*/:=?\\{[]^}.,_- +~!@$&();<>|`"),
  fc.integer({ min: 0, max: 0x1f }).map((code) => String.fromCharCode(code)),
  fc.constantFrom(
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\ufffd",
    "é",
    "e\u0301",
    "İ",
    "ß",
  ),
  fc.constantFrom(
    "%2F",
    "%2f",
    "%",
    "%%",
    "%25",
    "=",
    "a=b",
    "../",
    "..",
    ".",
    "_",
    "write=",
    nullPartition,
    "null",
  ),
  fc.string({ unit: "grapheme", maxLength: 5 }),
  fc.string({ unit: "binary", maxLength: 5 }),
);
const text = fc
  .oneof(
    fc.array(pieces, { minLength: 1, maxLength: 12 }).map((each) => each.join("")),
    fc
      .tuple(pieces, fc.constantFrom(80, 200, 1000))
      .map(([each, count]) => each.repeat(count).slice(0, 1000)),
  )
  .filter((each) => each !== "" && each.isWellFormed());
const date = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
  .map((each) => each.toISOString().slice(0, 10));
const values: { readonly [Column in Name]: fc.Arbitrary<unknown> } = {
  text,
  flag: fc.boolean(),
  tiny: fc.integer({ min: -128, max: 127 }),
  short: fc.integer({ min: -32_768, max: 32_767 }),
  int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  price: fc.bigInt({ min: -(10n ** 38n - 1n), max: 10n ** 38n - 1n }).map(
    (each) =>
      `${each < 0n ? "-" : ""}${String(each)
        .replace("-", "")
        .padStart(10, "0")
        .replace(/(\d{9})$/, ".$1")}`,
  ),
  on: date,
};
const cases = fc
  .constantFrom(...(Object.keys(columns) as Name[]), "text", "text", "text")
  .chain((column: Name) =>
    fc.tuple(
      fc.constant(column),
      fc.array(fc.option(values[column], { freq: 10 }), { minLength: 1, maxLength: 6 }),
    ),
  );
const assets = Object.fromEntries(
  (Object.keys(columns) as Name[]).map((column) => [
    column,
    s.defineAsset({
      key: "a",
      type: s.table(columns),
      partitions: { first: s.given(s.int32()), part: s.value(column) },
    }),
  ]),
);

it("rows, calls, folders and conditions agree about every value, or it is refused before a byte", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ([column, given]) => {
      const { description } = assets[column] as (typeof assets)[string];
      const ids = new PartitionIds(description, ["7", null]);
      for (const value of given) {
        const pack = { asset: "a", schema: description.schema, ignoreExtra: false };
        for await (const batch of packTable([{ [column]: value }], pack)) {
          let partition: readonly (string | null)[];
          try {
            partition = ids.values(ids.of(batch, 0)[0] as number);
          } catch (error) {
            refused++;
            expect(error).toMatchObject({ code: "PARTITION_INVALID" });
            const bytes = Buffer.byteLength(
              partitionPath([description.partitions[1] as never], [value as string]),
            );
            expect(value === nullPartition || bytes > 255).toBe(true);
            expect(() => storedPartition(description, { first: 7, part: value })).toThrow(
              "PARTITION_INVALID",
            );
            continue;
          }
          expect(storedPartition(description, { first: 7, part: value })).toEqual(partition);
          const path = partitionPath(description.partitions, partition);
          expect(parsePartitionPath(path)).toEqual(partition);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be left
          expect(path).toMatch(/^first=7\/[a-z]+=[^\u0000-\u001f\u007f"#'*/:=?\\{[\]^]+$/);
          for (const segment of path.split("/")) expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(255);
          const filter = new PartitionFilter(description, { part: value });
          const condition = rowFilter({ [column]: value }, description.schema, description.schema, "a");
          for (const other of given) {
            const text = other === null ? null : String(other);
            expect(filter.matches(["7", text])).toBe(text === (value === null ? null : String(value)));
          }
          expect(condition.mayKeep(description.partitions, partition)).toBe(true);
          expect(condition.keep(batch)?.numRows).toBe(1);
        }
      }
    }),
    { numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(0);
}, 120_000);

it("hostile texts come back from a lake, each from its own partition", async () => {
  const asset = s.defineAsset({
    key: "a",
    type: s.table({ text: columns.text, id: s.int32() }),
    partitions: { part: s.value("text") },
  });
  const dimensions = asset.description.partitions;
  const fitting = text.filter(
    (each) => each !== nullPartition && Buffer.byteLength(partitionPath(dimensions, [each])) <= 255,
  );
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.option(fitting), { minLength: 1, maxLength: 40 }), async (texts) => {
      const io = lakeOf();
      const rows = texts.map((text, id) => ({ text, id }));
      await io.store(asset, rows, { split: true });
      expect(new Set((await io.partitions(asset)).map(({ partition }) => partition.part))).toEqual(
        new Set(texts),
      );
      for (const row of rows) {
        expect(await io.load(asset, { partition: { part: row.text } })).toEqual([row]);
        expect(await io.load(asset, { where: { text: row.text } })).toEqual([row]);
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

const dated = {
  hourly: [s.hourly, ["2024-02-29T22", "2024-02-29T23", "2024-03-01T00", "2024-03-01T01"], "2024-03-01T02"],
  daily: [s.daily, ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"], "2024-03-03"],
  weekly: [s.weekly, ["2023-12-25", "2024-01-01", "2024-01-08", "2024-01-15"], "2024-01-22"],
  monthly: [s.monthly, ["2023-11", "2023-12", "2024-01", "2024-02"], "2024-03"],
  yearly: [s.yearly, ["2022", "2023", "2024", "2025"], "2026"],
} as const;

it.each(Object.entries(dated))(
  "%s partitions load by range, and what is missing is named with what is near",
  async (_name, [rule, parts, missing]) => {
    const asset = s.defineAsset({
      key: "a",
      type: s.table({ at: s.timestamp(3) }),
      partitions: { part: rule("at") },
    });
    const io = lakeOf();
    const first = (part: string) =>
      `${part}${"0000-01-01".slice(part.length)}`.slice(0, 10) +
      (part.includes("T") ? `${part.slice(10)}:30` : "");
    await io.store(
      asset,
      parts.map((part) => ({ at: first(part) })),
      { split: true },
    );
    const load = async (partition: object) =>
      (await io.loadEach(asset, { partition: { part: partition } })).keys();
    expect([...(await load({ from: parts[1], to: parts[2] }))]).toEqual([parts[1], parts[2]]);
    expect([...(await load({ from: parts[2] }))]).toEqual([parts[2], parts[3]]);
    expect([...(await load({ to: parts[0] }))]).toEqual([parts[0]]);
    const { details } = (await failure(
      io.load(asset, { partition: missing }),
    )) as s.SluiceError<"PARTITION_NOT_FOUND">;
    expect(details.partition).toBe(`part=${missing}`);
    expect(details.nearest.length).toBeGreaterThan(0);
    expect(parts.map((part) => `part=${part}`)).toEqual(expect.arrayContaining([...details.nearest]));
  },
);
