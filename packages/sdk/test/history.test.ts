import { jsonl } from "@sluice/handler-jsonl";
import {
  createIOManager,
  defineAsset,
  type IOManager,
  int64,
  isSluiceError,
  memoryStore,
  string,
  table,
  value,
} from "@sluice/sdk";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, failure } from "./packing.js";

const asset = defineAsset({
  key: "sales/orders",
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
});
const row = (id: number, region: string) => ({ id, region });
const split = { split: true } as const;

let store = memoryStore();
let io: IOManager;
beforeEach(() => {
  store = memoryStore();
  io = createIOManager({ handlers: [jsonl()], store });
});
const ids = async (options = {}) => (await io.load(asset, options)).map(({ id }) => id).sort();

describe("time travel", () => {
  it("loads any snapshot, by number and by time, also cold", async () => {
    await io.store(asset, [row(1, "eu"), row(2, "us")], split);
    const between = new Date();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await io.store(asset, [row(3, "eu")], { partition: "eu" });
    await io.store(asset, [row(4, "eu")], { partition: "eu", mode: "append" });
    io = createIOManager({ handlers: [jsonl()], store });
    expect(await ids()).toEqual([2, 3, 4]);
    expect(await ids({ snapshot: 1 })).toEqual([1, 2]);
    expect(await ids({ snapshot: 2 })).toEqual([2, 3]);
    expect(await ids({ snapshot: between })).toEqual([1, 2]);
    expect(await ids({ snapshot: new Date(Date.now() + 1e6) })).toEqual([2, 3, 4]);
    expect(await io.files(asset, { snapshot: 1 })).toHaveLength(2);
  });

  it("says which snapshots there are", async () => {
    await io.store(asset, [row(1, "eu")], split);
    for (const snapshot of [0, 2, -1, 1.5, Number.NaN]) {
      expect(String(await failure(io.load(asset, { snapshot })))).toContain("Its snapshots are 1 to 1");
    }
    expect(await codeOf(io.load(asset, { snapshot: new Date(0) }))).toBe("SNAPSHOT_NOT_FOUND");
    expect(await codeOf(io.load(asset, { snapshot: new Date(Number.NaN) }))).toBe("SNAPSHOT_NOT_FOUND");
    const never = defineAsset({ key: "never", type: table({ id: int64() }) });
    expect(await codeOf(io.load(never, { snapshot: 1 }))).toBe("ASSET_NOT_FOUND");
  });
});

describe("the history", () => {
  it("lists what happened, the newest first, with what the caller wanted remembered", async () => {
    const first = await io.store(asset, [row(1, "eu"), row(2, "us")], {
      ...split,
      metadata: { run: "r1", late: true },
    });
    expect(first).toMatchObject({ operation: "store", metadata: { run: "r1", late: true } });
    await io.store(asset, [row(3, "eu")], { partition: "eu", mode: "append" });
    const [second, oldest] = await io.snapshots(asset);
    expect(second).toMatchObject({
      snapshot: 2,
      operation: "store",
      mode: "append",
      rows: 1,
      files: 1,
      metadata: {},
    });
    expect(oldest).toMatchObject({
      snapshot: 1,
      rows: 2,
      partitions: 2,
      write: first.write,
      metadata: { run: "r1" },
    });
    expect(Math.abs(Date.now() - (oldest?.committedAt.getTime() ?? 0))).toBeLessThan(60_000);
    expect(await io.snapshots(asset, { limit: 1 })).toEqual([second]);
    expect(await codeOf(io.snapshots(asset, { limit: 0 }))).toBe("CONFIGURATION_INVALID");
  });
});

describe("metadata", () => {
  it("that the log would lose or change is refused", async () => {
    for (const metadata of [
      { n: Number.NaN },
      { n: 1n },
      { at: new Date() },
      { f: undefined },
      { deep: {} },
      "text",
      [],
    ]) {
      const options = { ...split, metadata: metadata as never };
      expect(await codeOf(io.store(asset, [row(1, "eu")], options))).toBe("CONFIGURATION_INVALID");
    }
    expect(await io.assets()).toEqual([]);
  });
});

describe("rolling back", () => {
  it("brings back the partitions that differ, without a copy, and can be undone", async () => {
    await io.store(asset, [row(1, "eu"), row(2, "us"), row(9, "as")], split);
    await io.store(asset, [row(3, "eu")], { partition: "eu", mode: "append" });
    await io.store(asset, [row(4, "us"), row(5, "af")], split);
    const files = [...(await keys())].filter((key) => key.includes("/data/"));
    const receipt = await io.rollback(asset, { to: 2 });
    expect(receipt).toMatchObject({ operation: "rollback", snapshot: 4, metadata: { rolledBackTo: 2 } });
    expect(await ids()).toEqual([1, 2, 3, 9]);
    expect((await io.partitions(asset)).map((each) => each.partition.region)).toEqual(["as", "eu", "us"]);
    expect([...(await keys())].filter((key) => key.includes("/data/"))).toEqual(files);
    // Only what differs is in the log.
    expect(await io.snapshots(asset, { limit: 1 })).toMatchObject([{ partitions: 1, rows: 1 }]);
    await io.rollback(asset, { to: 1 });
    expect(await ids()).toEqual([1, 2, 9]);
    await io.rollback(asset, { to: 3 });
    expect(await ids()).toEqual([1, 3, 4, 5, 9]);
    await io.store(asset, [row(7, "eu")], { partition: "eu" });
    expect(await ids({ partition: "eu" })).toEqual([7]);
    io = createIOManager({ handlers: [jsonl()], store });
    expect(await ids()).toEqual([4, 5, 7, 9]);
  });

  it("gives way to somebody who stores meanwhile", async () => {
    await io.store(asset, [row(1, "eu")], split);
    await io.store(asset, [row(2, "eu")], split);
    const other = createIOManager({ handlers: [jsonl()], store });
    const put = store.put.bind(store);
    let once = true;
    store.put = async (key, ...rest) => {
      if (once && key.includes("_log/")) {
        once = false;
        await other.store(asset, [row(3, "eu")], { partition: "eu", mode: "append" });
      }
      return put(key, ...rest);
    };
    const error = await failure(io.rollback(asset, { to: 1 }));
    expect(isSluiceError(error, "PUBLISH_CONFLICT")).toBe(true);
    expect(await ids()).toEqual([2, 3]);
  });

  async function keys(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of store.list("")) found.push(key);
    return found;
  }
});

describe("the limit of a list of snapshots", () => {
  it("is a whole number, or none at all", async () => {
    for (const id of [1, 2]) await io.store(asset, [row(id, "eu")], split);
    for (const limit of [1.5, 0, Number.NaN, "2" as never])
      expect(await codeOf(io.snapshots(asset, { limit }))).toBe("CONFIGURATION_INVALID");
    expect(await io.snapshots(asset, { limit: 1 })).toHaveLength(1);
    expect(await io.snapshots(asset, { limit: Number.POSITIVE_INFINITY })).toHaveLength(2);
  });
});

describe("ifSnapshot", () => {
  it("stores only what nobody changed since", async () => {
    const { snapshot } = await io.store(asset, [row(1, "eu"), row(2, "us")], { ...split, ifSnapshot: 0 });
    await io.store(asset, [row(3, "us")], { partition: "us" });
    await io.store(asset, [row(4, "eu")], { partition: "eu", ifSnapshot: snapshot });
    expect(await codeOf(io.store(asset, [row(5, "us")], { partition: "us", ifSnapshot: snapshot }))).toBe(
      "PUBLISH_CONFLICT",
    );
    expect(
      await codeOf(
        io.store(asset, [row(5, "eu")], { partition: "eu", mode: "append", ifSnapshot: snapshot }),
      ),
    ).toBe("PUBLISH_CONFLICT");
    expect(
      await codeOf(io.store(asset, [row(5, "as")], { ...split, replace: "all", ifSnapshot: snapshot })),
    ).toBe("PUBLISH_CONFLICT");
    expect(await codeOf(io.store(asset, [row(5, "eu")], { partition: "eu", ifSnapshot: 0 }))).toBe(
      "PUBLISH_CONFLICT",
    );
    await io.store(asset, [row(6, "as")], { partition: "as", ifSnapshot: 0 });
    expect(await ids()).toEqual([3, 4, 6]);
  });

  it("counts partitions that were emptied, and asks for no old entries of the log", async () => {
    await io.store(asset, [row(1, "eu"), row(2, "us")], split);
    await io.store(asset, [row(3, "as")], { ...split, replace: "all" });
    const before = { partition: "eu", ifSnapshot: 1 } as const;
    expect(await codeOf(io.store(asset, [row(4, "eu")], before))).toBe("PUBLISH_CONFLICT");
    await io.rollback(asset, { to: 1 });
    expect(await codeOf(io.store(asset, [row(4, "as")], { partition: "as", ifSnapshot: 2 }))).toBe(
      "PUBLISH_CONFLICT",
    );
    for (let id = 5; id < 25; id++) await io.store(asset, [row(id, "us")], { partition: "us" });
    const gets: string[] = [];
    const get = store.get.bind(store);
    store.get = (key, ...rest) => {
      gets.push(key);
      return get(key, ...rest);
    };
    await io.store(asset, [row(9, "af")], { partition: "af", ifSnapshot: 3 });
    // The one after the newest, to see that there is none.
    const next = "sales/orders/_log/0000000024.json";
    expect(gets.filter((key) => key.includes("_log/") && key !== next)).toEqual([]);
  });

  it("is refused where it is no number of a snapshot, before a byte is written", async () => {
    for (const ifSnapshot of [Number.NaN, -1, 1.5, "1" as never]) {
      expect(await codeOf(io.store(asset, [row(1, "eu")], { ...split, ifSnapshot }))).toBe(
        "CONFIGURATION_INVALID",
      );
    }
    expect(await io.assets()).toEqual([]);
  });

  it("lets one of two that count together win, and both when they try again", async () => {
    const counter = defineAsset({ key: "counter", type: table({ n: int64({ as: "number" }) }) });
    await io.store(counter, [{ n: 0 }]);
    const add = async (): Promise<void> => {
      const own = createIOManager({ handlers: [jsonl()], store });
      for (;;) {
        const [newest] = await own.snapshots(counter, { limit: 1 });
        const ifSnapshot = newest?.snapshot ?? 0;
        const [last] = await own.load(counter, { snapshot: ifSnapshot });
        try {
          await own.store(counter, [{ n: (last?.n ?? 0) + 1 }], { ifSnapshot });
          return;
        } catch (error) {
          if (!isSluiceError(error, "PUBLISH_CONFLICT")) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, add));
    expect(await io.load(counter)).toEqual([{ n: 8 }]);
  });
});

describe("partitions that are not there", () => {
  it("are passed over when told so", async () => {
    await io.store(asset, [row(1, "eu")], split);
    expect(await codeOf(io.load(asset, { partition: ["eu", "us"] }))).toBe("PARTITION_NOT_FOUND");
    expect(await ids({ partition: ["eu", "us"], missing: "skip" })).toEqual([1]);
    expect(await ids({ partition: "us", missing: "skip" })).toEqual([]);
  });

  it("and those that are come by themselves from loadEach, empty ones too", async () => {
    await io.store(asset, [row(1, "eu"), row(2, "us"), row(3, "eu")], split);
    await io.store(asset, [], { partition: "as" });
    const each = await io.loadEach(asset, {
      partition: ["eu", "as", "af"],
      missing: "skip",
      columns: ["id"],
    });
    expect([...each]).toEqual([
      ["as", []],
      ["eu", [{ id: 1 }, { id: 3 }]],
    ]);
  });
});

describe("verify", () => {
  it("finds changed bytes before the first row", async () => {
    await io.store(asset, [row(11, "eu")], split);
    const [file] = await io.files(asset);
    const key = (file?.url ?? "").replace(/^[a-z]+:\/*/, "");
    const found = [...(await listed())].find((each) => each.includes("/data/")) ?? key;
    const { bytes } = await store.get(found);
    await store.put(found, Buffer.from(Buffer.from(bytes).toString().replace("11", "12")), {
      mode: "overwrite",
    });
    expect(await ids()).toEqual([12]);
    expect(String(await failure(io.load(asset, { verify: true })))).toContain("FILE_CORRUPT");
  });

  async function listed(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of store.list("")) found.push(key);
    return found;
  }
});
