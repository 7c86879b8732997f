import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { isSluiceError } from "@sluice/sdk";
import type { ObjectInfo, ObjectStore } from "@sluice/sdk/plugin";

/** What the suites need of a test runner. The functions of Vitest, Jest, Mocha and node:test fit. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
}

type Check = (name: string, body: (store: ObjectStore, folder: string) => Promise<void>) => void;

/**
 * Every sentence of the object store contract as a test. `create` is called once. All keys are below one random
 * folder, which the last test empties; then the store is closed.
 */
export function describeObjectStore(runner: Runner, create: () => Promise<ObjectStore> | ObjectStore): void {
  const run = `suite-${crypto.randomUUID()}/`;
  let created: Promise<ObjectStore> | undefined;
  const open = () => {
    created ??= Promise.resolve(create());
    return created;
  };
  let count = 0;
  const check: Check = (name, body) => {
    const folder = `${run}${count++}/`;
    runner.it(name, async () => body(await open(), folder));
  };

  runner.describe("object store", () => {
    checkShape(check);
    checkPut(check);
    checkCreate(check);
    checkStreams(check);
    checkGet(check);
    checkKeys(check);
    checkList(check);
    checkDelete(check);
    checkAbort(check);
    runner.it("deletes everything below a prefix, then closes", async () => {
      const store = await open();
      await parallel(await keysOf(store, run), 32, (key) => store.delete(key));
      assert.deepEqual(await keysOf(store, run), []);
      await store.close?.();
    });
  });
}

function checkShape(check: Check): void {
  check("says what it is", async (store, folder) => {
    assert.equal(store.specVersion, 1);
    assert.notEqual(store.name, "");
    assert.match(store.scheme, /^[a-z][a-z0-9+.-]*$/);
    const located = store.locate(`${folder}a.parquet`);
    assert.equal(located, store.locate(`${folder}a.parquet`), "locate gives the same answer twice");
    assert.ok(located.replaceAll("\\", "/").endsWith(`${folder}a.parquet`), `${located} ends in the key`);
  });
}

function checkPut(check: Check): void {
  check(
    "gives back the bytes that were put, and says the same about them everywhere",
    async (store, folder) => {
      const key = `${folder}a.bin`;
      const bytes = pattern(70_000);
      const put = await store.put(key, bytes, { mode: "overwrite", contentType: "application/octet-stream" });
      const got = await store.get(key);
      assertBytes(got.bytes, bytes);
      assert.equal(got.byteLength, bytes.length);
      const [listed] = await infosOf(store, folder);
      for (const info of [put, await store.head(key), listed]) {
        assert.equal(info?.key, key);
        assert.equal(info?.byteLength, bytes.length);
        assert.ok(
          info?.modifiedAt instanceof Date && !Number.isNaN(info.modifiedAt.getTime()),
          "modifiedAt is a date",
        );
        assert.ok(
          Math.abs(info.modifiedAt.getTime() - put.modifiedAt.getTime()) < 60_000,
          "modifiedAt is one clock's",
        );
      }
    },
  );

  check("overwrites a longer object whole", async (store, folder) => {
    const key = `${folder}a.bin`;
    await store.put(key, pattern(1000), { mode: "overwrite" });
    await store.put(key, text("short"), { mode: "overwrite" });
    assert.equal(await readText(store, key), "short");
    assert.equal((await store.head(key))?.byteLength, 5);
  });

  check("keeps empty objects", async (store, folder) => {
    const whole = `${folder}bytes`;
    const streamed = `${folder}stream`;
    assert.equal((await store.put(whole, new Uint8Array(), { mode: "create" })).byteLength, 0);
    await store.put(streamed, chunks([]), { mode: "create" });
    for (const key of [whole, streamed]) {
      const got = await store.get(key);
      assert.equal(got.bytes.length, 0);
      assert.equal(got.byteLength, 0);
      assert.equal((await store.get(key, { range: { suffix: 8 } })).bytes.length, 0);
      assert.equal((await store.get(key, { range: { start: 0, end: 8 } })).bytes.length, 0);
    }
    assert.deepEqual(
      (await infosOf(store, folder)).map((info) => info.byteLength),
      [0, 0],
    );
  });

  check("shows readers one whole value while it is overwritten", async (store, folder) => {
    const key = `${folder}a.bin`;
    const values = [new Uint8Array(200_000).fill(1), new Uint8Array(300_000).fill(2)] as const;
    await store.put(key, values[0], { mode: "overwrite" });
    let writing = true;
    const writer = (async () => {
      for (let round = 1; round <= 10; round++)
        await store.put(key, values[(round % 2) as 0 | 1], { mode: "overwrite" });
    })().finally(() => {
      writing = false;
    });
    while (writing) {
      // A store in memory answers without giving timers a turn.
      await setImmediate();
      const { bytes } = await store.get(key);
      assertBytes(bytes, bytes[0] === 1 ? values[0] : values[1]);
    }
    await writer;
  });
}

function checkCreate(check: Check): void {
  check("creates a key once", async (store, folder) => {
    const key = `${folder}seal.json`;
    await store.put(key, text("first"), { mode: "create" });
    await rejects(store.put(key, text("second"), { mode: "create" }), "OBJECT_EXISTS");
    await rejects(store.put(key, chunks([text("third")]), { mode: "create" }), "OBJECT_EXISTS");
    assert.equal(await readText(store, key), "first");
  });

  check("refuses to create what an overwrite made, also with the same bytes", async (store, folder) => {
    const key = `${folder}seal.json`;
    await store.put(key, text("same"), { mode: "overwrite" });
    await rejects(store.put(key, text("same"), { mode: "create" }), "OBJECT_EXISTS");
  });

  check("creates a key again after it was deleted", async (store, folder) => {
    const key = `${folder}seal.json`;
    await store.put(key, text("first"), { mode: "create" });
    await store.delete(key);
    await store.put(key, text("second"), { mode: "create" });
    assert.equal(await readText(store, key), "second");
  });

  check("lets one of 20 concurrent creates win", async (store, folder) => {
    const key = `${folder}0000000001.json`;
    const names = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
    const winners: string[] = [];
    await Promise.all(
      names.map(async (name) => {
        if (await creates(store, key, text(name))) winners.push(name);
      }),
    );
    assert.equal(winners.length, 1, `${winners.length} of 20 won`);
    assert.equal(await readText(store, key), winners[0]);
  });

  check("counts to 100 with 5 tasks that create the next number", async (store, folder) => {
    const numbered = (number: number) => `${folder}${String(number).padStart(10, "0")}`;
    const increment = async (from: number): Promise<number> => {
      for (let number = from; ; number++)
        if (await creates(store, numbered(number), text("x"))) return number;
    };
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        let last = 0;
        for (let done = 0; done < 20; done++) last = await increment(last + 1);
      }),
    );
    const expected = Array.from({ length: 100 }, (_, index) => numbered(index + 1));
    assert.deepEqual(await keysOf(store, folder), expected);
  });
}

function checkStreams(check: Check): void {
  check("keeps the bytes of a 40 MB stream of uneven chunks", async (store, folder) => {
    const key = `${folder}large.bin`;
    const bytes = pattern(40_000_000);
    const put = await store.put(key, chunks(cut(bytes, [1, 70_001, 5, 3_000_017, 0, 65_536])), {
      mode: "create",
    });
    assert.equal(put.byteLength, bytes.length);
    assertBytes((await store.get(key)).bytes, bytes);
    assertBytes(
      (await store.get(key, { range: { start: 16_777_200, end: 33_554_500 } })).bytes,
      bytes.subarray(16_777_200, 33_554_500),
    );
    await rejects(store.put(key, chunks(cut(bytes, [1_000_000])), { mode: "create" }), "OBJECT_EXISTS");
    await store.put(key, bytes.subarray(1), { mode: "overwrite" });
    assertBytes((await store.get(key)).bytes, bytes.subarray(1));
  });

  for (const [size, before] of [
    ["small", 1000],
    ["large", 40_000_000],
  ] as const) {
    check(`leaves nothing of a ${size} body that throws, and passes its error on`, async (store, folder) => {
      const failure = new Error("the source ended early");
      const key = `${folder}a.bin`;
      const body = chunks(cut(pattern(before), [1_000_000]), failure);
      await assert.rejects(store.put(key, body, { mode: "create" }), (error) => error === failure);
      assert.equal(await store.head(key), undefined);
      await rejects(store.get(key), "OBJECT_NOT_FOUND");
      assert.deepEqual(await keysOf(store, folder), []);
    });
  }

  check("keeps the old object when the new body throws", async (store, folder) => {
    const key = `${folder}a.bin`;
    await store.put(key, text("old"), { mode: "overwrite" });
    const body = chunks([text("new")], new Error("the source ended early"));
    await assert.rejects(store.put(key, body, { mode: "overwrite" }));
    assert.equal(await readText(store, key), "old");
  });

  check("shows nothing before a stream has ended", async (store, folder) => {
    const key = `${folder}a.bin`;
    const seen: unknown[] = [];
    async function* body() {
      for (let chunk = 0; chunk < 3; chunk++) {
        yield pattern(100_000);
        seen.push(await store.head(key), ...(await keysOf(store, folder)));
      }
    }
    await store.put(key, body(), { mode: "create" });
    assert.deepEqual(seen, [undefined, undefined, undefined]);
    assert.equal((await store.head(key))?.byteLength, 300_000);
  });
}

function checkGet(check: Check): void {
  check("says OBJECT_NOT_FOUND and the key when a missing object is got", async (store, folder) => {
    const key = `${folder}missing`;
    await assert.rejects(
      store.get(key),
      (error) =>
        isSluiceError(error, "OBJECT_NOT_FOUND") && error.details.key === key && error.message.includes(key),
    );
    await rejects(store.get(key, { range: { suffix: 8 } }), "OBJECT_NOT_FOUND");
    await rejects(store.get(key, { range: { start: 4, end: 4 } }), "OBJECT_NOT_FOUND");
  });

  check("answers undefined for the head of a missing object", async (store, folder) => {
    assert.equal(await store.head(`${folder}missing`), undefined);
    await store.put(`${folder}a/b`, text("x"), { mode: "create" });
    assert.equal(await store.head(`${folder}a`), undefined);
    await rejects(store.get(`${folder}a`), "OBJECT_NOT_FOUND");
  });

  check("gets ranges, end exclusive and cut at the object's end", async (store, folder) => {
    const key = `${folder}a.txt`;
    await store.put(key, text("0123456789"), { mode: "create" });
    const expected = [
      [{ start: 0, end: 1 }, "0"],
      [{ start: 2, end: 5 }, "234"],
      [{ start: 0, end: 10 }, "0123456789"],
      [{ start: 8, end: 99 }, "89"],
      [{ start: 9, end: 10 }, "9"],
      [{ start: 10, end: 11 }, ""],
      [{ start: 50, end: 60 }, ""],
      [{ start: 4, end: 4 }, ""],
      [{ suffix: 1 }, "9"],
      [{ suffix: 4 }, "6789"],
      [{ suffix: 10 }, "0123456789"],
      [{ suffix: 99 }, "0123456789"],
      [{ suffix: 0 }, ""],
    ] as const;
    for (const [range, wanted] of expected) {
      const got = await store.get(key, { range });
      assert.equal(new TextDecoder().decode(got.bytes), wanted, JSON.stringify(range));
      assert.equal(got.byteLength, 10, `${JSON.stringify(range)} tells the length of the whole object`);
    }
  });
}

const oddNames = [
  "with space",
  " leading",
  "trailing ",
  "100%",
  "%20",
  "day=2024-05-01",
  "a+b",
  "a&b<c>'d'\"e\"",
  "#hash",
  "q?x=1",
  "~!@$^*()[]{}|;,`",
  "grüße",
  "日本語",
  "emoji 🦆",
  "é as e\u0301",
  ".hidden",
  "_underscore",
  "..dots",
  "-",
] as const;

function checkKeys(check: Check): void {
  check("keeps names with spaces, signs and unicode as they are", async (store, folder) => {
    // On file systems, these signs are not for names: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    const names =
      process.platform === "win32" ? oddNames.filter((name) => !/[<>:"|?*]|[ .]$/.test(name)) : oddNames;
    for (const name of names) {
      await store.put(`${folder}${name}/${name}`, text(name), { mode: "create" });
    }
    for (const name of names) {
      const key = `${folder}${name}/${name}`;
      assert.equal(await readText(store, key), name);
      assert.equal((await store.head(key))?.key, key);
      assert.deepEqual(await keysOf(store, `${folder}${name}/`), [key]);
    }
    const keys = names.map((name) => `${folder}${name}/${name}`);
    assert.deepEqual(await keysOf(store, folder), inByteOrder(keys));
    for (const key of keys) await store.delete(key);
    assert.deepEqual(await keysOf(store, folder), []);
  });

  check(
    "puts nothing under a key that is no path below the root, and finds nothing there",
    async (store, folder) => {
      for (const name of ["a//b", "a/", "../a", "a/../b", "./a", "a/.", "a\0b"]) {
        const key = folder + name;
        await refuses(store.put(key, text("x"), { mode: "overwrite" }), key);
        await refuses(store.put(key, chunks([text("x")]), { mode: "create" }), key);
        await refuses(store.get(key), key);
      }
      for (const key of ["", "/", `/${folder}a`, "..", "."]) {
        await refuses(store.put(key, text("x"), { mode: "overwrite" }), key);
        await refuses(store.get(key), key);
      }
      assert.deepEqual(await keysOf(store, folder), []);
    },
  );
}

function checkList(check: Check): void {
  check("lists in order of the keys' UTF-8 bytes", async (store, folder) => {
    // U+10400 is above U+E000 in UTF-8 and below it in UTF-16; "-" is below "/" and "0" above it.
    const names = [
      "b",
      "a/x",
      "a-b",
      "a0",
      "a.b",
      "A",
      "\u{e000}x",
      "\u{10400}x",
      "é",
      "z",
      "a b",
      "aa/b/c",
      "aa/b-c",
      "10",
      "9",
    ];
    for (const name of names) await store.put(`${folder}${name}`, text(name), { mode: "create" });
    const expected = inByteOrder(names.map((name) => `${folder}${name}`));
    assert.deepEqual(await keysOf(store, folder), expected);
    for (const [index, startAfter] of expected.entries()) {
      assert.deepEqual(
        await keysOf(store, folder, startAfter),
        expected.slice(index + 1),
        `after ${startAfter}`,
      );
    }
  });

  check("takes the prefix as a piece of text, not as a folder", async (store, folder) => {
    const names = ["bar/a", "bar_baz/a", "barn", "car/a"];
    for (const name of names) await store.put(`${folder}${name}`, text(name), { mode: "create" });
    const listed = async (prefix: string) =>
      (await keysOf(store, folder + prefix)).map((key) => key.slice(folder.length));
    assert.deepEqual(await listed("bar"), ["bar/a", "bar_baz/a", "barn"]);
    assert.deepEqual(await listed("bar/"), ["bar/a"]);
    assert.deepEqual(await listed("barn"), ["barn"]);
    assert.deepEqual(await listed("bar_"), ["bar_baz/a"]);
    assert.deepEqual(await listed("x"), []);
    assert.deepEqual(await listed("bar/a/"), []);
    assert.deepEqual(await listed("../"), []);
  });

  check("starts after a key, which need not exist or start with the prefix", async (store, folder) => {
    for (const name of ["a/1", "a/2", "a/3", "b/1"])
      await store.put(folder + name, text(name), { mode: "create" });
    const after = async (startAfter: string, prefix = "a/") =>
      (await keysOf(store, folder + prefix, startAfter)).map((key) => key.slice(folder.length));
    assert.deepEqual(await after(`${folder}a/1`), ["a/2", "a/3"]);
    assert.deepEqual(await after(`${folder}a/1x`), ["a/2", "a/3"]);
    assert.deepEqual(await after(`${folder}a/3`), []);
    assert.deepEqual(await after(`${folder}a`), ["a/1", "a/2", "a/3"]);
    assert.deepEqual(await after(`${folder}a/`, ""), ["a/1", "a/2", "a/3", "b/1"]);
    assert.deepEqual(await after(`${folder}a/9`, ""), ["b/1"]);
    assert.deepEqual(await after("!"), ["a/1", "a/2", "a/3"]);
    assert.deepEqual(await after("zzz"), []);
  });

  check("lists 1,500 objects, each once and in order", async (store, folder) => {
    const keys = Array.from({ length: 1500 }, (_, index) => `${folder}part-${index}`);
    await parallel(keys, 32, (key) => store.put(key, text("x"), { mode: "create" }));
    const expected = inByteOrder(keys);
    assert.deepEqual(await keysOf(store, folder), expected);
    assert.deepEqual(await keysOf(store, folder, expected[249]), expected.slice(250));
    const first: string[] = [];
    for await (const info of store.list(folder)) {
      first.push(info.key);
      if (first.length === 3) break;
    }
    assert.deepEqual(first, expected.slice(0, 3));
  });
}

function checkDelete(check: Check): void {
  check("deletes, also what is not there", async (store, folder) => {
    const key = `${folder}a/b`;
    await store.put(key, text("x"), { mode: "create" });
    await store.put(`${folder}a/c`, text("x"), { mode: "create" });
    await store.delete(key);
    await store.delete(key);
    await store.delete(`${folder}a`);
    assert.equal(await store.head(key), undefined);
    await rejects(store.get(key), "OBJECT_NOT_FOUND");
    assert.deepEqual(await keysOf(store, folder), [`${folder}a/c`]);
  });
}

function checkAbort(check: Check): void {
  check("does nothing for a signal that is aborted already", async (store, folder) => {
    const key = `${folder}a`;
    const signal = AbortSignal.abort();
    await store.put(key, text("old"), { mode: "create" });
    await rejects(store.put(key, text("new"), { mode: "overwrite", signal }), "ABORTED");
    await rejects(store.put(`${folder}b`, chunks([text("new")]), { mode: "create", signal }), "ABORTED");
    await rejects(store.get(key, { signal }), "ABORTED");
    await rejects(store.head(key, { signal }), "ABORTED");
    await rejects(store.delete(key, { signal }), "ABORTED");
    await rejects(collect(store.list(folder, { signal })), "ABORTED");
    assert.deepEqual(await keysOf(store, folder), [key]);
    assert.equal(await readText(store, key), "old");
  });

  check("leaves nothing of a put that is aborted on the way", async (store, folder) => {
    const key = `${folder}a`;
    const controller = new AbortController();
    async function* body() {
      for (let chunk = 0; chunk < 40; chunk++) {
        if (chunk === 30) controller.abort();
        yield pattern(1_000_000);
      }
    }
    await rejects(store.put(key, body(), { mode: "create", signal: controller.signal }), "ABORTED");
    assert.equal(await store.head(key), undefined);
    assert.deepEqual(await keysOf(store, folder), []);
  });
}

async function creates(store: ObjectStore, key: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await store.put(key, bytes, { mode: "create" });
    return true;
  } catch (error) {
    if (isSluiceError(error, "OBJECT_EXISTS")) return false;
    throw error;
  }
}

async function rejects(
  promise: Promise<unknown>,
  code: "ABORTED" | "OBJECT_EXISTS" | "OBJECT_NOT_FOUND",
): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(isSluiceError(error, code), `expected ${code}, got ${String(error)}`);
    return true;
  });
}

async function refuses(promise: Promise<unknown>, key: string): Promise<void> {
  const settled = await promise.catch((error: unknown) => {
    assert.ok(
      isSluiceError(error),
      `${JSON.stringify(key)} is refused with a SluiceError, not ${String(error)}`,
    );
    return "refused";
  });
  assert.equal(settled, "refused", `${JSON.stringify(key)} is refused`);
}

async function parallel<Item>(items: readonly Item[], tasks: number, act: (item: Item) => Promise<unknown>) {
  const queue = items.values();
  const work = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: tasks }, work));
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

function infosOf(store: ObjectStore, prefix: string, startAfter?: string): Promise<ObjectInfo[]> {
  return collect(store.list(prefix, startAfter === undefined ? {} : { startAfter }));
}

async function keysOf(store: ObjectStore, prefix: string, startAfter?: string): Promise<string[]> {
  return (await infosOf(store, prefix, startAfter)).map((info) => info.key);
}

function inByteOrder(keys: readonly string[]): string[] {
  return [...keys].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

async function readText(store: ObjectStore, key: string): Promise<string> {
  return new TextDecoder().decode((await store.get(key)).bytes);
}

/** Bytes that repeat nowhere near any part's or chunk's size. */
function pattern(byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  let state = 1;
  for (let index = 0; index < byteLength; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

function* cut(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const end = start + (lengths[turn % lengths.length] ?? 1);
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function* chunks(parts: Iterable<Uint8Array>, failure?: Error): AsyncGenerator<Uint8Array> {
  yield* parts;
  if (failure) throw failure;
}

function assertBytes(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length);
  // Comparing as buffers is quick, and a difference in millions of bytes is not printed.
  assert.ok(Buffer.compare(actual, expected) === 0, `the ${expected.length} bytes differ`);
}
