import { bytes, defineAsset, int64, isSluiceError, materialize, memoryStore, table } from "@sluice/sdk";
import { describe, expect, it, vi } from "vitest";
import { lakeOf } from "./lakes.js";
import { failure } from "./packing.js";

const type = table({ id: int64({ as: "number" }) });
const rows = defineAsset({ key: "rows", type });
const blob = defineAsset({ key: "blob", type: bytes() });
const never = <Item>(): Promise<Item> => new Promise(() => {});
const soon = (): AbortSignal => AbortSignal.timeout(30);

/** Gives those items, and then nothing, without an end. */
const stalling = <Item>(...items: Item[]) => ({
  async *[Symbol.asyncIterator]() {
    yield* items;
    await never();
  },
});

describe("a caller who gives up on a source that never answers", () => {
  it.each([
    ["rows", rows, stalling()],
    ["rows, after some", rows, stalling({ id: 1 }, { id: 2 })],
    ["an iterator of its own", rows, { [Symbol.asyncIterator]: () => ({ next: never }) }],
    ["bytes", blob, stalling()],
    ["bytes, after some", blob, stalling(new Uint8Array(10))],
  ])("is told so at once, and nothing is stored: %s", async (_, asset, value) => {
    const io = lakeOf();
    const error = await failure(io.store(asset as never, value as never, { signal: soon() } as never));
    expect(isSluiceError(error, "ABORTED")).toBe(true);
    expect(isSluiceError(await failure(io.load(asset as never)), "ASSET_NOT_FOUND")).toBe(true);
  });

  it("gets the end of a source that listens", async () => {
    let ended = false;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return { done: false as const, value: { id: 1 } };
        },
        return: async () => {
          ended = true;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const error = await failure(lakeOf().store(rows, source, { signal: soon() }));
    expect(isSluiceError(error, "ABORTED")).toBe(true);
    await vi.waitFor(() => expect(ended).toBe(true));
  });

  it("ends a run whose compute never answers", async () => {
    const slow = defineAsset({ key: "slow", type, compute: () => never<{ id: number }[]>() });
    const report = await materialize([slow], { io: lakeOf(), signal: soon() }).catch(
      (thrown: unknown) => thrown,
    );
    expect(JSON.stringify(report)).toContain("ABORTED");
  });
});

describe("a listener that rejects", () => {
  it("ends neither a store nor a run", async () => {
    const warnings: string[] = [];
    const warn = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", warn);
    const io = lakeOf();
    io.on((async () => {
      throw new Error("metrics are down");
    }) as never);
    await io.store(rows, [{ id: 1 }]);
    const made = defineAsset({ key: "made", type, compute: () => [{ id: 1 }] });
    const report = await materialize([made], {
      io,
      on: (async () => {
        throw new Error("metrics are down too");
      }) as never,
    });
    expect(report.ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("warning", warn);
    expect(new Set(warnings)).toEqual(new Set(["metrics are down", "metrics are down too"]));
  });
});

describe("what looks like an option and is none", () => {
  it.each([
    [{ idempotencyKey: "" }, "idempotencyKey"],
    [{ idempotencyKey: new Map([[1, 1]]) }, "idempotencyKey"],
    [{ idempotencyKey: 1n }, "idempotencyKey"],
    [{ idempotencyKey: null }, "idempotencyKey"],
    [{ fingerprint: { a: 1 } }, "fingerprint"],
    [{ fingerprint: "" }, "fingerprint"],
  ])("is refused by a store: %o", async (options, option) => {
    const error = await failure(lakeOf().store(rows, [], options as never));
    expect(isSluiceError(error, "CONFIGURATION_INVALID") && error.details).toEqual({ option });
  });

  it.each([undefined, {}, { to: undefined }, { to: "1" }, { to: null }])(
    "is refused by a rollback: %o",
    async (options) => {
      const io = lakeOf();
      await io.store(rows, [{ id: 1 }]);
      const error = await failure(io.rollback(rows, options as never));
      expect(isSluiceError(error, "CONFIGURATION_INVALID") && error.details).toEqual({ option: "to" });
      expect(await io.snapshots(rows)).toHaveLength(1);
    },
  );

  it("is refused as ifSnapshot where there is no such snapshot yet", async () => {
    const io = lakeOf();
    expect(isSluiceError(await failure(io.store(rows, [], { ifSnapshot: 7 })), "SNAPSHOT_NOT_FOUND")).toBe(
      true,
    );
    await io.store(rows, [{ id: 1 }]);
    const error = await failure(io.store(rows, [{ id: 2 }], { ifSnapshot: 2 }));
    expect(isSluiceError(error, "SNAPSHOT_NOT_FOUND") && error.details).toMatchObject({
      wanted: "2",
      newest: 1,
    });
    expect((await io.plan(rows, { ifSnapshot: 2 })).refusals.map(({ code }) => code)).toEqual([
      "SNAPSHOT_NOT_FOUND",
    ]);
    expect(await io.load(rows)).toEqual([{ id: 1 }]);
  });
});

it("a store on a snapshot that another program made a moment ago finds it", async () => {
  const objects = memoryStore();
  const [one, other] = [lakeOf(objects), lakeOf(objects)];
  await one.store(rows, [{ id: 1 }]);
  const { snapshot } = await other.store(rows, [{ id: 2 }]);
  expect(await one.store(rows, [{ id: 3 }], { ifSnapshot: snapshot })).toMatchObject({ snapshot: 3 });
});

it("each loop over a stream begins anew", async () => {
  const io = lakeOf();
  await io.store(rows, [{ id: 1 }, { id: 2 }]);
  const stream = io.stream(rows);
  const batches = io.batches(rows);
  const read = async <Item>(items: AsyncIterable<Item>): Promise<number> => {
    let count = 0;
    for await (const _ of items) count++;
    return count;
  };
  expect([await read(stream), await read(stream), await read(batches), await read(batches)]).toEqual([
    2, 2, 1, 1,
  ]);
});
