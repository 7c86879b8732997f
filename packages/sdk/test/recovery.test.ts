import { jsonl } from "@sluice/handler-jsonl";
import {
  createIOManager,
  date,
  defineAsset,
  given,
  type IOManager,
  int64,
  isSluiceError,
  json,
  memoryStore,
  type SluiceEvent,
  string,
  table,
  value,
} from "@sluice/sdk";
import { beforeEach, describe, expect, it } from "vitest";
import { keysOf } from "./lakes.js";
import { codeOf, failure } from "./packing.js";

const plain = defineAsset({ key: "plain", type: table({ id: int64({ as: "number" }) }) });
const sales = defineAsset({
  key: "sales",
  type: table({ id: int64({ as: "number" }), region: string() }),
  partitions: { region: value("region") },
});
const settings = defineAsset({ key: "settings", type: json() });
const models = defineAsset({ key: "models", type: json(), partitions: { day: given(date()) } });

let store = memoryStore();
let io: IOManager;
let skipped: SluiceEvent[];
beforeEach(() => {
  store = memoryStore();
  io = createIOManager({ handlers: [jsonl()], store });
  skipped = [];
  io.on((event) => {
    if (event.type === "snapshot-skipped") skipped.push(event);
  });
});

/** The data files that a write made. */
async function filesOf(write: string): Promise<string[]> {
  return (await keysOf(store)).filter((key) => key.includes(`write=${write}/`));
}
async function lose(write: string): Promise<void> {
  for (const key of await filesOf(write)) await store.delete(key);
}
/** Other bytes of the same length. */
async function flip(write: string): Promise<void> {
  for (const key of await filesOf(write)) {
    const { bytes } = await store.get(key);
    const text = Buffer.from(bytes)
      .toString()
      .replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
    await store.put(key, Buffer.from(text), { mode: "overwrite" });
  }
}
const previous = { onCorrupt: "previous" } as const;

describe("a damaged file", () => {
  it("is named with the newest snapshot that is without it", async () => {
    await io.store(plain, [{ id: 1 }]);
    const { write } = await io.store(plain, [{ id: 2 }], { mode: "append" });
    await io.store(plain, [{ id: 3 }], { mode: "append" });
    await lose(write);
    const [file] = await filesOf(write);
    expect(file).toBeUndefined();
    const error = await failure(io.load(plain));
    expect(error).toMatchObject({
      code: "FILE_MISSING",
      details: { asset: "plain", snapshot: 3, previous: 1 },
    });
    expect(String(error)).toContain("The newest snapshot without this file is 1");
    expect(String(error).match(/FILE_MISSING|hint:/g)).toHaveLength(2);
    const streamed = await failure(
      (async () => {
        for await (const _ of io.stream(plain));
      })(),
    );
    expect(streamed).toMatchObject({ details: { snapshot: 3, previous: 1 } });
  });

  it("without such a snapshot says so", async () => {
    await io.store(settings, { a: 1 });
    const { write } = await io.store(settings, { a: 2 });
    await lose(write);
    expect(await failure(io.load(settings))).toMatchObject({ details: { snapshot: 2, previous: 1 } });
    await lose((await io.snapshots(settings))[1]?.write ?? "");
    const error = await failure(io.load(settings, { snapshot: 1 }));
    expect(isSluiceError(error, "FILE_MISSING") && error.details.previous).toBeUndefined();
    expect(String(error)).toContain("No earlier snapshot is without this file");
  });
});

describe('onCorrupt: "previous"', () => {
  it("loads the newest earlier snapshot that is whole, and tells", async () => {
    const writes: string[] = [];
    for (const n of [1, 2, 3, 4]) writes.push((await io.store(settings, { n })).write);
    expect(await io.load(settings, previous)).toEqual({ n: 4 });
    expect(skipped).toEqual([]);
    await lose(writes[3] as string);
    await flip(writes[2] as string);
    expect(await io.load(settings, previous)).toEqual({ n: 2 });
    expect(skipped).toMatchObject([
      { asset: "settings", snapshot: 4, error: { code: "FILE_MISSING" } },
      { asset: "settings", snapshot: 3, error: { code: "FILE_CORRUPT" } },
    ]);
    expect(await io.load(settings, { snapshot: 3, ...previous })).toEqual({ n: 4 });
    expect(await io.load(settings, { snapshot: 3, verify: true, ...previous })).toEqual({ n: 2 });
  });

  it("passes over every snapshot with the file at once", async () => {
    await io.store(plain, [{ id: 1 }]);
    const { write } = await io.store(plain, [{ id: 2 }], { mode: "append" });
    for (let id = 3; id < 20; id++) await io.store(plain, [{ id }], { mode: "append" });
    await flip(write);
    expect(await io.load(plain, previous)).toHaveLength(19);
    expect(await io.load(plain, { ...previous, verify: true })).toEqual([{ id: 1 }]);
    expect(skipped).toMatchObject([{ snapshot: 19 }]);
  });

  it("looks at what is wanted only", async () => {
    await io.store(
      sales,
      [
        { id: 1, region: "EU" },
        { id: 2, region: "US" },
      ],
      { split: true },
    );
    const { write } = await io.store(sales, [{ id: 3, region: "US" }], { partition: "US" });
    await lose(write);
    expect(await io.load(sales, { partition: "EU", ...previous })).toEqual([{ id: 1, region: "EU" }]);
    expect(skipped).toEqual([]);
    expect(await io.load(sales, { columns: ["id"], ...previous })).toEqual([{ id: 1 }, { id: 2 }]);
    const each = await io.loadEach(sales, previous);
    expect([...each.keys()]).toEqual(["EU", "US"]);
    expect(skipped).toHaveLength(2);
  });

  it("gives each partition's value", async () => {
    await io.store(models, 1, { partition: "2024-05-01" });
    await io.store(models, 2, { partition: "2024-05-02" });
    const { write } = await io.store(models, 3, { partition: "2024-05-02" });
    await lose(write);
    expect(await io.loadEach(models, previous)).toEqual(
      new Map([
        ["2024-05-01", 1],
        ["2024-05-02", 2],
      ]),
    );
    expect(await io.load(models, { partition: "2024-05-02", ...previous })).toBe(2);
  });

  it("fails as it would have where nothing is whole, or a partition was not there", async () => {
    const first = await io.store(settings, 1);
    const second = await io.store(settings, 2);
    await lose(first.write);
    await lose(second.write);
    expect(await failure(io.load(settings, previous))).toMatchObject({ details: { snapshot: 2 } });
    await io.store(models, 1, { partition: "2024-05-01" });
    const { write } = await io.store(models, 2, { partition: "2024-05-02" });
    await lose(write);
    const gone = io.load(models, { partition: "2024-05-02", ...previous });
    expect(await failure(gone)).toMatchObject({
      code: "FILE_MISSING",
      details: { snapshot: 2, previous: 1 },
    });
  });

  it("is after a rollback what was before it", async () => {
    const first = await io.store(settings, 1);
    await io.store(settings, 2);
    await io.rollback(settings, { to: 1 });
    await lose(first.write);
    expect(await io.load(settings, previous)).toBe(2);
    expect(skipped).toMatchObject([{ snapshot: 3 }]);
  });

  it("passes other failures on, and knows no other word", async () => {
    await io.store(settings, 1);
    const controller = new AbortController();
    controller.abort();
    expect(await codeOf(io.load(settings, { ...previous, signal: controller.signal }))).toBe("ABORTED");
    expect(await codeOf(io.load(settings, { onCorrupt: "skip" as never }))).toBe("CONFIGURATION_INVALID");
    expect(await io.load(settings, { onCorrupt: "error" })).toBe(1);
  });
});
