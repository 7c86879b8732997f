import {
  binary,
  boolean,
  createIOManager,
  date,
  decimal,
  defineAsset,
  float32,
  int8,
  int32,
  int64,
  json,
  memoryStore,
  string,
  table,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/sdk";
import type { RowCondition, TypeHandler } from "@sluice/sdk/plugin";
import { schemaOf } from "@sluice/type-mapping";
import { RecordBatchReader, RecordBatchStreamWriter } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { readFile } from "../src/flow/load-table.js";
import { arrowIpc } from "../src/memory/arrow-ipc.js";
import { rowFilter } from "../src/where/row-filter.js";

const nullable = { nullable: true } as const;
const columns = {
  flag: boolean(),
  tiny: int8(nullable),
  id: int64(),
  half: float32(),
  price: decimal(9, 2),
  total: decimal(38, 2),
  word: string(),
  blob: binary(),
  day: date(),
  clock: time(),
  millis: timestamp(3),
  micros: timestamp(6),
  zoned: zonedTimestamp(9),
  key: uuid(),
  document: json(),
};
const schema = schemaOf(columns);

function conditionsOf(where: Readonly<Record<string, unknown>>): readonly RowCondition[] {
  return rowFilter(where, schema, schema, "test/table").conditions;
}

describe("handlers are told conditions in plain data", () => {
  it.each<[string, unknown, unknown]>([
    ["flag", true, true],
    ["flag", false, false],
    ["tiny", -7, -7n],
    ["id", 2n ** 63n - 1n, 2n ** 63n - 1n],
    ["half", Math.fround(1.1), Math.fround(1.1)],
    ["price", "-0.05", -5n],
    ["total", "-999999999999999999999999999999999999.99", -(10n ** 38n) + 1n],
    ["total", "999999999999999999999999999999999999.99", 10n ** 38n - 1n],
    ["word", "é", "é"],
    ["blob", Uint8Array.of(0, 255), Uint8Array.of(0, 255)],
    ["day", "1969-12-31", -1n],
    ["clock", "00:00:01", 1_000_000n],
    ["millis", new Date(-5), -5n],
    ["micros", "1970-01-01T00:00:00.000005", 5n],
    ["zoned", "1970-01-01T01:00:00+01:00", 0n],
    ["key", "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000a"],
    ["document", "[1]", "[1]"],
  ])("%s = %s", (column, given, value) => {
    expect(conditionsOf({ [column]: given })).toEqual([{ column, comparison: "eq", value }]);
  });

  it("all of them, in order", () => {
    expect(
      conditionsOf({ id: { gt: 1n, lte: 5n }, tiny: null, day: { in: ["1970-01-02"] }, word: undefined }),
    ).toEqual([
      { column: "id", comparison: "gt", value: 1n },
      { column: "id", comparison: "lte", value: 5n },
      { column: "tiny", comparison: "isNull", value: true },
      { column: "day", comparison: "in", values: [1n] },
    ]);
    expect(conditionsOf({ tiny: { isNull: false } })).toEqual([
      { column: "tiny", comparison: "isNull", value: false },
    ]);
  });
});

describe("a handler that leaves out rows", () => {
  const asset = defineAsset({ key: "test/rows", type: table({ id: int64() }) });
  const rows = [1n, 2n, 3n, 4n].map((id) => ({ id }));

  /** Files of one IPC stream a batch; reads only the first half of the rows when there are conditions, or always. */
  function halving(always: boolean): { readonly handler: TypeHandler; readonly seen: unknown[] } {
    const seen: unknown[] = [];
    const handler: TypeHandler = {
      specVersion: 1,
      name: "halving",
      family: "table",
      extension: "arrow",
      contentType: "application/vnd.apache.arrow.stream",
      async *encode(form) {
        let count = 0;
        async function* body() {
          const writer = new RecordBatchStreamWriter();
          for await (const batch of form.batches) {
            writer.write(batch);
            count += batch.numRows;
          }
          yield writer.finish().toUint8Array(true);
        }
        yield { body: body(), rows: () => count };
      },
      async *decode(file, { where = [] }) {
        seen.push(where);
        for (const batch of RecordBatchReader.from(await file.read(0, file.byteLength)))
          yield always || where.length > 0 ? batch.slice(0, batch.numRows / 2) : batch;
      },
      async inspect(file) {
        const batches = [...RecordBatchReader.from(await file.read(0, file.byteLength))];
        return { rows: batches.reduce((sum, batch) => sum + batch.numRows, 0) };
      },
    };
    return { handler, seen };
  }

  it("may, where they do not hold", async () => {
    const { handler, seen } = halving(false);
    const io = createIOManager({ handlers: [handler], store: memoryStore() });
    await io.store(asset, rows);
    expect(await io.load(asset, { where: { id: { lte: 1n } } })).toEqual([{ id: 1n }]);
    expect(seen).toEqual([[{ column: "id", comparison: "lte", value: 1n }]]);
    expect(await io.load(asset)).toEqual(rows);
    expect(seen.at(-1)).toEqual([]);
  });

  it("may not, where there are no conditions", async () => {
    const io = createIOManager({ handlers: [halving(true).handler], store: memoryStore() });
    await io.store(asset, rows);
    await expect(io.load(asset)).rejects.toMatchObject({ code: "FILE_CORRUPT" });
  });
});

describe("a file that lost rows", () => {
  const wide = schemaOf({ id: int64() });
  const narrow = schemaOf({ id: int32() });
  const none: TypeHandler = { ...arrowIpc(), async *decode() {} };
  const reading = async (written: typeof wide): Promise<void> => {
    const asset = defineAsset({ key: "lost", type: table({ id: int64() }) }).description;
    const record = { key: "a", rows: 2, byteLength: 1, checksum: "" };
    const file = { ...record, partition: [], handler: none.name, schema: written, write: "w", commit: 1 };
    const where: RowCondition[] = [{ column: "id", comparison: "eq", value: 1n }];
    const context = { asset, store: memoryStore(), handlers: [none] };
    for await (const _ of readFile(file, wide, wide, context, where));
  };

  it("is found out unless the handler was told of a condition", async () => {
    await expect(reading(wide)).resolves.toBeUndefined();
    await expect(reading(narrow)).rejects.toMatchObject({ code: "FILE_CORRUPT" });
  });
});
