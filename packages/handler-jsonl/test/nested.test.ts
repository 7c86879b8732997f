import {
  binary,
  createIOManager,
  date,
  decimal,
  defineAsset,
  float64,
  int32,
  int64,
  list,
  map,
  memoryStore,
  string,
  struct,
  table,
  timestamp,
} from "@sluice/sdk";
import { packRows, type Schema, unpacker } from "@sluice/sdk/plugin";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyTable } from "../../testkit/test/any-table.js";
import { jsonl } from "../src/index.js";
import { stored } from "./stored.js";

const nullable = { nullable: true } as const;

async function textOf(schema: Schema, pages: readonly (readonly object[])[]): Promise<string> {
  async function* batches() {
    for (const page of pages) yield* packRows(each([page]), schema, "a").batches;
  }
  let text = "";
  for await (const file of jsonl().encode({ schema, batches: batches() }, { asset: "a", write: "w" })) {
    for await (const bytes of file.body) text += Buffer.from(bytes).toString();
    expect(file.rows()).toBe(pages.flat().length);
  }
  return text;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function rowsOf(schema: Schema, text: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of jsonl().decode(stored(text), { asset: "a", schema }))
    rows.push(...unpacker(schema)(batch));
  return rows;
}

describe("lists, maps and structs", () => {
  const { schema } = table({
    list: list(int64(nullable), nullable),
    pairs: map(int64(), float64(nullable), nullable),
    tree: struct({ at: timestamp(3, nullable), bytes: list(binary()) }, nullable),
  });

  it("are JSON that people can read", async () => {
    const rows = [
      {
        list: [1n, null, 2n ** 60n],
        pairs: new Map([
          [2n ** 60n, Number.NaN],
          [-1n, null],
          [0n, -0],
        ]),
        tree: { at: new Date("2024-05-01T10:00:00Z"), bytes: [new Uint8Array([1, 2]), new Uint8Array(0)] },
      },
      { list: [], pairs: new Map(), tree: { at: null, bytes: [] } },
      { list: null, pairs: null, tree: null },
    ];
    const text = await textOf(schema, [rows]);
    expect(text.split("\n")).toEqual([
      '{"list":[1,null,"1152921504606846976"],"pairs":[["1152921504606846976","NaN"],[-1,null],[0,"-0"]],' +
        '"tree":{"at":"2024-05-01T10:00:00.000Z","bytes":["AQI=",""]}}',
      '{"list":[],"pairs":[],"tree":{"at":null,"bytes":[]}}',
      '{"list":null,"pairs":null,"tree":null}',
      "",
    ]);
    expect(await rowsOf(schema, text)).toEqual(rows);
  });

  it("keep the order of a map", async () => {
    const pairs = new Map([3n, 1n, 2n].map((key) => [key, 0]));
    const text = await textOf(schema, [[{ list: [], pairs, tree: null }]]);
    const [row] = (await rowsOf(schema, text)) as [{ pairs: Map<bigint, number> }];
    expect([...row.pairs.keys()]).toEqual([3n, 1n, 2n]);
  });

  it("have keys of any scalar type", async () => {
    const keys = table({
      days: map(date(), decimal(5, 2)),
      bytes: map(binary(), int32()),
      instants: map(timestamp(3), string()),
    }).schema;
    const rows = [
      {
        days: new Map([["2024-02-29", "-1.50"]]),
        bytes: new Map([
          [new Uint8Array([0]), 1],
          [new Uint8Array([255]), 2],
        ]),
        instants: new Map([[new Date(-1), "before"]]),
      },
    ];
    expect(await rowsOf(keys, await textOf(keys, [rows]))).toEqual(rows);
  });

  it("lack what a line does not have", async () => {
    expect(await rowsOf(schema, '{"tree":{"bytes":[]}}\n{"other":1}\n')).toEqual([
      { list: null, pairs: null, tree: { at: null, bytes: [] } },
      { list: null, pairs: null, tree: null },
    ]);
  });

  it("and columns named like what every object has are null where a line lacks them", async () => {
    const named = table({
      constructor: string(nullable),
      tree: struct({ toString: int32(nullable) }),
    }).schema;
    expect(await rowsOf(named, '{"tree":{}}\n')).toEqual([{ constructor: null, tree: { toString: null } }]);
  });

  it("are kept whatever their values load as", async () => {
    const io = createIOManager({ handlers: [jsonl()], store: memoryStore() });
    const numbers = struct({ list: list(int64({ as: "number" })) });
    const asNumbers = defineAsset({ key: "a", type: table({ numbers }) });
    const exact = defineAsset({ key: "a", type: table({ numbers: struct({ list: list(int64()) }) }) });
    await io.store(asNumbers, [{ numbers: { list: [1, 2n ** 60n] } }]);
    expect(await io.load(exact)).toEqual([{ numbers: { list: [1n, 2n ** 60n] } }]);
    await expect(io.load(asNumbers)).rejects.toMatchObject({ code: "VALUE_UNSUPPORTED" });
  });

  it.each([
    ["a list that is none", '{"list":{"0":1}}'],
    ["a list that is text", '{"list":"12"}'],
    ["an element that is no integer", '{"list":["1.5"]}'],
    ["an element written without its digits", '{"list":[9007199254740993]}'],
    ["a map that is an object", '{"pairs":{"1":2}}'],
    ["a pair without a value", '{"pairs":[[1]]}'],
    ["a pair with more than a value", '{"pairs":[[1,2,3]]}'],
    ["a key that is null", '{"pairs":[[null,2]]}'],
    ["a key that is there twice", '{"pairs":[["1",2],["1",3]]}'],
    ["a key that is there twice, written in two ways", '{"pairs":[[1,2],["1",3]]}'],
    ["a number too large", '{"pairs":[[1,1e999]]}'],
    ["a struct that is a list", '{"tree":[null,[]]}'],
    ["a struct without a required field", '{"tree":{"at":null}}'],
    ["a required element that is null", '{"tree":{"at":null,"bytes":[null]}}'],
    ["bytes that are no base64", '{"tree":{"at":null,"bytes":["AQ?"]}}'],
    ["a time that is none", '{"tree":{"at":"soon","bytes":[]}}'],
  ])("%s: FILE_CORRUPT", async (_name, line) => {
    await expect(rowsOf(schema, `${line}\n`)).rejects.toMatchObject({
      code: "FILE_CORRUPT",
      details: { file: "a/part-00000.jsonl" },
      cause: expect.any(Error),
    });
  });
});

it("gives back any rows of any schema", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, fc.nat({ max: 12 }), async ({ schema, rows }, cut) => {
      const text = await textOf(schema, [rows.slice(0, cut), rows.slice(cut)]);
      expect(await rowsOf(schema, text)).toEqual(rows);
    }),
    { numRuns: 1000 },
  );
});
