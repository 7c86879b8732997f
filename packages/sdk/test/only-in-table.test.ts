import { jsonl } from "@sluice/handler-jsonl";
import {
  createIOManager,
  defineAsset,
  int64,
  manifest,
  memoryStore,
  string,
  table,
  value,
} from "@sluice/sdk";
import { type Catalog, packRows, type ReadRequest, type ScanRequest } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { lakeOf } from "./lakes.js";
import { failure } from "./packing.js";

const asset = defineAsset({
  key: "sales/orders",
  type: table({ id: int64({ as: "number" }), region: string({ nullable: true }) }),
  partitions: { region: value("region") },
});
const row = (id: number, region: string | null) => ({ id, region });
const split = { split: true } as const;

/** A catalog whose table has other rows than the files that were stored. */
function changedTable(rows: readonly object[]) {
  const reads: ReadRequest[] = [];
  const scans: ScanRequest[] = [];
  const log = manifest();
  const catalog: Catalog = {
    ...log,
    capabilities: { ...log.capabilities, history: true },
    async scan(request, context) {
      scans.push(request);
      const found = await log.scan(request.at === undefined ? request : {}, context);
      const isOlder = request.snapshot !== undefined;
      return isOlder || found.number === 0
        ? found
        : { ...found, onlyInTable: { version: "7", why: "t was changed" } };
    },
    partitions: async () => [["us"], [null]],
    history: async () => [
      { id: "7", operation: "delete", committedAt: new Date(5), isCurrent: true, refs: ["main"] },
    ],
    async *read(request, { asset: { schema } }) {
      reads.push(request);
      const names = request.schema.fields.map(({ name }) => name);
      const wanted = rows.map((each) =>
        Object.fromEntries(Object.entries(each).filter(([name]) => names.includes(name))),
      );
      const fields = schema.fields.filter(({ name }) => names.includes(name));
      const pages = async function* () {
        yield wanted;
      };
      yield* packRows(pages(), { fields }, "t").batches;
    },
  };
  return { catalog, reads, scans };
}

async function changed(rows: readonly object[] = [row(2, "us"), row(9, null)]) {
  const store = memoryStore();
  await lakeOf(store).store(asset, [row(1, "eu"), row(2, "us")], split);
  const parts = changedTable(rows);
  const io = createIOManager({ handlers: [jsonl()], store, catalog: parts.catalog });
  return { ...parts, io, store };
}

describe("a snapshot whose rows are only in the table", () => {
  it("loads them through the engine, all looked at again", async () => {
    const { io, reads } = await changed();
    expect(await io.load(asset)).toEqual([row(2, "us"), row(9, null)]);
    expect(await io.load(asset, { where: { id: { gt: 5 } }, columns: ["region"] })).toEqual([
      { region: null },
    ]);
    expect(reads.map(({ snapshot }) => snapshot.onlyInTable?.version)).toEqual(["7", "7"]);
    expect(reads[0]?.partitions).toEqual([undefined]);
    const streamed: unknown[] = [];
    for await (const each of io.stream(asset)) streamed.push(each);
    expect(streamed).toHaveLength(2);
  });

  it("finds partitions that only the table has, and those that only the log has", async () => {
    const { io, reads } = await changed([]);
    await io.load(asset, { partition: [null, "eu"] });
    expect(reads[0]?.partitions).toEqual([["eu", null]]);
    await expect(io.load(asset, { partition: "asia" })).rejects.toMatchObject({
      code: "PARTITION_NOT_FOUND",
    });
    expect(await io.load(asset, { partition: "asia", missing: "skip" })).toEqual([]);
    expect(reads).toHaveLength(1);
  });

  it("gives no files of it, to nobody", async () => {
    const { io } = await changed();
    const batches = async () => {
      for await (const _ of io.batches(asset, { via: "files" }));
    };
    for (const reading of [
      io.files(asset),
      io.partitions(asset),
      io.loadEach(asset),
      io.compact(asset),
      io.load(asset, { verify: true }),
      batches(),
    ]) {
      const error = await failure(reading);
      expect(String(error)).toMatch(
        /^SluiceError: CATALOG_CONFLICT: .*do not tell its rows: t was changed\./,
      );
    }
  });

  it("still lists what was stored, loads older snapshots and sweeps", async () => {
    const { io } = await changed();
    expect(await io.snapshots(asset)).toHaveLength(1);
    expect(await io.load(asset, { snapshot: 1 })).toHaveLength(2);
    expect(await io.sweep(asset)).toMatchObject({ writes: [] });
  });

  it("is rolled back whole: nobody knows what else the table has", async () => {
    const { io, store } = await changed();
    await io.rollback(asset, { to: 1 });
    const log = await store.get("sales/orders/_log/0000000002.json");
    expect(JSON.parse(Buffer.from(log.bytes).toString())).toMatchObject({ removed: "all" });
    expect(await lakeOf(store).load(asset)).toHaveLength(2);
  });
});

describe("a state of the engine's history", () => {
  it("is asked for by id, time, branch or tag", async () => {
    const { io, scans } = await changed();
    scans.length = 0;
    const time = new Date();
    for (const at of [{ id: 7n }, { id: "7" }, { time }, { branch: "main" }, { tag: "june" }]) {
      expect(await io.load(asset, { at })).toHaveLength(2);
      expect(scans.at(-1)).toEqual({ at });
    }
    expect(await io.snapshots(asset, { of: "table" })).toEqual([
      { id: "7", operation: "delete", committedAt: new Date(5), isCurrent: true, refs: ["main"] },
    ]);
  });

  it("is refused where it names none, or a snapshot too", async () => {
    const { io } = await changed();
    const wrong = [
      {},
      { id: "x" },
      { id: 7 },
      { id: -7n },
      { time: new Date(Number.NaN) },
      { branch: "" },
      { id: 7n, tag: "june" },
      7n,
      null,
    ];
    for (const at of wrong) {
      await expect(io.load(asset, { at: at as never })).rejects.toMatchObject({
        code: "CONFIGURATION_INVALID",
        details: { option: "at" },
      });
    }
    await expect(io.load(asset, { at: { id: 7n }, snapshot: 1 })).rejects.toMatchObject({
      code: "CONFIGURATION_INVALID",
    });
    await expect(io.snapshots(asset, { of: "tables" as "table" })).rejects.toMatchObject({
      details: { option: "of" },
    });
    await expect(io.snapshots(asset, { of: "table", limit: 0 })).rejects.toMatchObject({
      details: { option: "limit" },
    });
  });

  it("is missing where there is no history", async () => {
    const io = lakeOf();
    await io.store(asset, [row(1, "eu")], split);
    const missing = { code: "CAPABILITY_MISSING", details: { capability: "history", plugin: "manifest" } };
    await expect(io.load(asset, { at: { id: 7n } })).rejects.toMatchObject(missing);
    await expect(io.snapshots(asset, { of: "table" })).rejects.toMatchObject(missing);
  });
});
