import { jsonl } from "@sluice/handler-jsonl";
import {
  createIOManager,
  defineAsset,
  type IOManager,
  int32,
  isSluiceError,
  memoryStore,
  string,
  table,
  value,
} from "@sluice/sdk";
import type { ObjectStore, TypeHandler } from "@sluice/sdk/plugin";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OpenWriters, type WaitingWriter } from "../src/flow/open-writers.js";
import { type WriteRowsOptions, writeRows } from "../src/flow/write-rows.js";
import { keysOf, watched } from "./lakes.js";
import { failure } from "./packing.js";

/** A writer that counts what is done with its bytes. */
class Counter implements WaitingWriter {
  open = false;
  waitingBytes = 0;
  readonly did: string[] = [];
  /** How often pressing takes half of the bytes away. */
  presses = 0;
  get full(): boolean {
    return this.waitingBytes >= 10;
  }
  press(): boolean {
    if (this.presses === 0) return false;
    this.presses--;
    this.did.push(`press ${this.waitingBytes}`);
    this.waitingBytes = Math.floor(this.waitingBytes / 2);
    return true;
  }
  async stream(): Promise<void> {
    this.did.push(`stream ${this.waitingBytes}`);
    this.open = true;
    this.waitingBytes = 0;
  }
  async writeOut(): Promise<void> {
    this.did.push(`file ${this.waitingBytes}`);
    this.waitingBytes = 0;
  }
}

describe("among writers", () => {
  const grow = async (writers: OpenWriters<Counter>, ...steps: [Counter, number][]): Promise<void> => {
    for (const [writer, bytes] of steps) {
      writer.waitingBytes += bytes;
      await writers.settle(writer);
    }
  };

  it("those that have enough rows stream, but for one stream that is kept free", async () => {
    const writers = new OpenWriters<Counter>({ streams: 3, waitingBytes: 1000 });
    const [a, b, c, d] = [new Counter(), new Counter(), new Counter(), new Counter()];
    await grow(writers, [a, 9], [b, 12], [c, 3], [d, 10], [a, 9], [c, 30], [b, 2], [b, 9]);
    expect([a.did, b.did, c.did, d.did]).toEqual([[], ["stream 12", "stream 11"], [], ["stream 10"]]);
    expect(writers.inOrderOfEnding()).toEqual([b, d, a, c]);
  });

  it("the largest is written when too much waits, streams too", async () => {
    const writers = new OpenWriters<Counter>({ streams: 2, waitingBytes: 20 });
    const [a, b, c] = [new Counter(), new Counter(), new Counter()];
    await grow(writers, [a, 10], [a, 9], [b, 8], [c, 4], [b, 9], [c, 3]);
    expect([a.did, b.did, c.did]).toEqual([["stream 10", "stream 9"], ["file 17"], []]);
  });

  it("the largest is pressed as long as that helps, and only then written", async () => {
    const writers = new OpenWriters<Counter>({ streams: 1, waitingBytes: 20 });
    const [a, b] = [new Counter(), new Counter()];
    [a.presses, b.presses] = [1, 1];
    await grow(writers, [a, 12], [b, 10], [b, 5], [a, 9], [b, 9]);
    expect([a.did, b.did]).toEqual([["press 12", "file 15"], ["press 15"]]);
  });

  it("a stream takes what waits for it: pressing would be in vain", async () => {
    const writers = new OpenWriters<Counter>({ streams: 2, waitingBytes: 20 });
    const [a, b] = [new Counter(), new Counter()];
    a.presses = 1;
    await grow(writers, [a, 10], [a, 9], [b, 8], [a, 5]);
    expect([a.did, b.did]).toEqual([["stream 10", "stream 14"], []]);
  });

  it("no more than the limit waits", async () => {
    const limits = fc.record({ streams: fc.integer({ min: 1, max: 4 }), waitingBytes: fc.nat(40) });
    const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(15)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(limits, steps, async (limit, given) => {
        const writers = new OpenWriters<Counter>(limit);
        const all = Array.from({ length: 10 }, () => new Counter());
        for (const [index, bytes] of given) {
          await grow(writers, [all[index] as Counter, bytes]);
          expect(all.reduce((sum, each) => sum + each.waitingBytes, 0)).toBeLessThanOrEqual(
            limit.waitingBytes,
          );
          expect(all.filter(({ open }) => open).length).toBeLessThan(limit.streams);
        }
      }),
    );
  });
});

const asset = defineAsset({
  key: "a",
  type: table({ id: int32(), region: string() }),
  partitions: { region: value("region") },
});

/** A handler that counts its streams, and may fail in one of them. */
function counting(fails = false): { handler: TypeHandler; most: () => number; now: () => number } {
  const inner = jsonl();
  let [now, most] = [0, 0];
  const handler: TypeHandler = {
    ...inner,
    async *encode(form, context) {
      now++;
      most = Math.max(most, now);
      try {
        for await (const file of inner.encode(form, context)) {
          if (fails && now === 2) throw new Error("no");
          yield file;
        }
      } finally {
        now--;
      }
    },
  };
  return { handler, most: () => most, now: () => now };
}

const limits = { streams: 3, waitingBytes: 1500 };
const writeOptions = (store: ObjectStore, handler: TypeHandler): WriteRowsOptions => ({
  ...{ asset: asset.description, store, handler, write: "w", ignoreExtra: false, limits, emit: () => {} },
  target: "split",
});

describe("a split with few streams", () => {
  it("keeps every row, in its partition and in order, in one folder for each", async () => {
    const regions = fc.array(fc.nat(30), { minLength: 1, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(regions, fc.integer({ min: 1, max: 60 }), async (given, size) => {
        const store = memoryStore();
        const { handler, most, now } = counting();
        const rows = given.map((region, id) => ({ id, region: String(region) }));
        const { added } = await writeRows(batches(rows, size), writeOptions(store, handler));
        expect(new Set(added.map(({ folder }) => folder)).size).toBe(added.length);
        for (const { partition, folder, files } of added) {
          const found: number[] = [];
          for (const [index, { key }] of files.entries()) {
            expect(key).toBe(`${folder}/part-${String(index).padStart(5, "0")}.jsonl`);
            const text = Buffer.from((await store.get(key)).bytes).toString();
            for (const line of text.trimEnd().split("\n")) found.push(JSON.parse(line).id);
          }
          expect(found).toEqual(rows.filter(({ region }) => region === partition[0]).map(({ id }) => id));
        }
        expect([most() <= limits.streams, now()]).toEqual([true, 0]);
      }),
    );
  });

  it("streams the partitions that have many rows", async () => {
    const { handler, most } = counting();
    const store = memoryStore();
    const rows = Array.from({ length: 210_000 }, (_, id) => ({ id, region: String(id % 3) }));
    const { added } = await writeRows(rows, {
      ...writeOptions(store, handler),
      limits: { streams: 3, waitingBytes: 2 * 1024 * 1024 },
    });
    for (const [region, { files }] of added.entries()) {
      const found: number[] = [];
      for (const { key } of files) {
        const text = Buffer.from((await store.get(key)).bytes).toString();
        for (const line of text.trimEnd().split("\n")) found.push(JSON.parse(line).id);
      }
      expect(found).toEqual(Array.from({ length: 70_000 }, (_, index) => index * 3 + region));
    }
    // Two stream while rows come; the third is written at the end.
    expect([most(), added.map(({ files }) => files.length)]).toEqual([3, [1, 1, 1]]);
  });

  it("leaves nothing under way when the store or the handler fails", async () => {
    const rows = Array.from({ length: 2000 }, (_, id) => ({ id, region: String(id % 30) }));
    for (let failing = 0; failing < 60; failing += 7) {
      let puts = 0;
      let running = 0;
      const store = memoryStore();
      const broken = watched(store, {
        before: () => {
          running++;
          if (puts++ === failing) {
            running--;
            throw new Error("no");
          }
        },
        after: () => {
          running--;
        },
      });
      const { handler, now } = counting(failing % 2 === 0);
      expect(await failure(writeRows(batches(rows, 100), writeOptions(broken, handler)))).toMatchObject({
        message: "no",
      });
      const before = (await keysOf(store)).length;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect([now(), running, (await keysOf(store)).length]).toEqual([0, 0, before]);
    }
  });
});

/** Arrow batches of that many rows, so that a split looks at its writers often. */
async function* batches(rows: readonly object[], size: number) {
  const io: IOManager = createIOManager({ handlers: [jsonl()], store: memoryStore() });
  const plain = defineAsset({ key: "rows", type: asset.type });
  for (let from = 0; from < rows.length; from += size) {
    await io.store(plain, rows.slice(from, from + size) as { id: number; region: string }[]);
    yield* io.batches(plain);
  }
}

it("a split of many partitions is one commit, and one file for each where all can wait", async () => {
  const io = createIOManager({ handlers: [jsonl()], store: memoryStore() });
  const rows = Array.from({ length: 30_000 }, (_, id) => ({ id, region: String((id * 7919) % 300) }));
  const receipt = await io.store(asset, rows, { split: true });
  expect(receipt).toMatchObject({ snapshot: 1, files: 300, rows: 30_000 });
  expect((await io.partitions(asset)).every(({ rows }) => rows === 100)).toBe(true);
  expect(isSluiceError(await failure(io.load(asset, { partition: "300" })), "PARTITION_NOT_FOUND")).toBe(
    true,
  );
});
