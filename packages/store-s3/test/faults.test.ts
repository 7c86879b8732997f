import {
  bytes as bytesAsset,
  createIOManager,
  defineAsset,
  isSluiceError,
  json,
  type RetryOptions,
  type SluiceEvent,
} from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { s3Store } from "@sluice/store-s3";
import { type S3Double, type S3FaultRule, startS3Double } from "@sluice/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const mebibyte = 1024 * 1024;
const bytes = Buffer.from("0123456789");

let double: S3Double;
let store: ObjectStore;
beforeEach(async () => {
  double = await startS3Double({ pageKeys: 3 });
  const { endpoint, bucket } = double;
  store = s3Store({
    bucket,
    endpoint,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    partBytes: 5 * mebibyte,
  });
});
afterEach(async () => {
  await store.close?.();
  await double[Symbol.asyncDispose]();
});

async function* stream(...chunks: Uint8Array[]) {
  yield* chunks;
}
const large = () => stream(...Array.from({ length: 11 }, (_, fill) => new Uint8Array(mebibyte).fill(fill)));
const failing = (rule: S3FaultRule) => double.inject(rule);

describe("s3Store with one request that fails", () => {
  it.each([
    [500, "STORE_FAILED", true],
    [503, "STORE_FAILED", true],
    [403, "STORE_DENIED", false],
    [412, "OBJECT_EXISTS", false],
  ] as const)("tells of %s after one request", async (status, code, retryable) => {
    failing({ fault: { status }, times: Number.POSITIVE_INFINITY });
    for (const call of [
      () => store.put("a", bytes, { mode: "create" }),
      () => store.get("a"),
      () => store.head("a"),
      () => store.list("a")[Symbol.asyncIterator]().next(),
      () => store.delete("a"),
    ]) {
      const before = double.count();
      await expect(call()).rejects.toMatchObject({ code, retryable });
      expect(double.count()).toBe(before + 1);
    }
  });

  it("passes on how long the server asks to be left alone", async () => {
    failing({ fault: { status: 503, headers: { "retry-after": "7" } } });
    await expect(store.get("a")).rejects.toMatchObject({ details: { retryAfterMillis: 7_000 } });
  });

  it("tells of a connection that breaks, before and after the request was done", async () => {
    for (const drop of ["before", "after"] as const) {
      failing({ on: "PutObject", fault: { drop } });
      const put = store.put(drop, bytes, { mode: "create" });
      await expect(put).rejects.toMatchObject({ code: "STORE_UNREACHABLE", retryable: true });
    }
    expect(double.keys()).toEqual(["after"]);
  });

  it("tells of an object that is cut on its way", async () => {
    await store.put("a", bytes, { mode: "create" });
    failing({ on: "GetObject", fault: { cutAfterBytes: 4 } });
    await expect(store.get("a")).rejects.toMatchObject({ code: "STORE_UNREACHABLE", retryable: true });
    expect(Buffer.from((await store.get("a")).bytes).toString()).toBe("0123456789");
  });

  it("waits, and gives up when the caller does", async () => {
    await store.put("a", bytes, { mode: "create" });
    failing({ on: "GetObject", fault: { delayMillis: 20 } });
    expect((await store.get("a")).byteLength).toBe(10);
    failing({ on: "GetObject", fault: { delayMillis: 5_000 } });
    const controller = new AbortController();
    const got = store.get("a", { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(got).rejects.toSatisfy((error) => isSluiceError(error, "ABORTED"));
  });
});

describe("s3Store sends again what it has of a stream", () => {
  const multipart = ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"] as const;
  it.each(multipart.flatMap((on) => (["before", "after"] as const).map((drop) => [on, drop] as const)))(
    "%s, whose connection broke %s it was done",
    async (on, drop) => {
      const fault = failing({ on, fault: { drop } });
      expect(await store.put("a", large(), { mode: "create" })).toMatchObject({ byteLength: 11 * mebibyte });
      expect(fault.hits).toBe(1);
      const { bytes: got } = await store.get("a");
      expect(Array.from({ length: 11 }, (_, at) => got[at * mebibyte + 5])).toEqual(
        Array.from({ length: 11 }, (_, at) => at),
      );
    },
  );

  it("a small one, and knows its own object after a lost answer", async () => {
    const fault = failing({ on: "PutObject", fault: { drop: "after" } });
    await store.put("a", stream(bytes), { mode: "create" });
    expect(fault.hits).toBe(1);
    expect(double.requests).toEqual(["PutObject a", "PutObject a", "HeadObject a"]);
  });

  it("five times, says so, and takes the upload back", async () => {
    failing({ on: "UploadPart", fault: { status: 503 }, times: Number.POSITIVE_INFINITY });
    await expect(store.put("a", large(), { mode: "create" })).rejects.toMatchObject({
      code: "STORE_FAILED",
      details: { attempts: 5 },
      message: expect.stringMatching(/tried 5 times in \d+ ms/),
    });
    expect(double.openUploads()).toBe(0);
    expect(double.keys()).toEqual([]);
  });
});

describe("an io manager on it", () => {
  const asset = defineAsset({ key: "notes", type: json() });
  const events: SluiceEvent[] = [];
  const open = (retry?: RetryOptions | false) => {
    const io = createIOManager({ store, ...(retry !== undefined && { retry }) });
    events.length = 0;
    io.on((event) => events.push(event));
    return io;
  };
  const retried = () => events.filter((event) => event.type === "request-retried");

  it("passes over two answers 503 of any request, sent three times in all", async () => {
    const io = open();
    await io.store(asset, { n: 0 });
    for (const on of ["GetObject", "ListObjectsV2", "PutObject", "HeadObject"] as const) {
      const before = double.count(on);
      const fault = failing({ on, fault: { status: 503 }, times: 2 });
      await io.store(asset, { on });
      expect(await createIOManager({ store }).load(asset)).toEqual({ on });
      expect(fault.hits, on).toBe(2);
      expect(double.count(on)).toBeGreaterThan(before + 2);
    }
    expect(retried().length).toBeGreaterThan(3);
  });

  it("multiplies nothing: five requests for one that never succeeds", async () => {
    const io = open();
    await io.store(asset, { n: 0 });
    const times = Number.POSITIVE_INFINITY;
    const get = failing({ on: "GetObject", key: /notes\/data/, fault: { status: 503 }, times });
    await expect(io.load(asset)).rejects.toMatchObject({ code: "STORE_FAILED", details: { attempts: 5 } });
    expect(get.hits).toBe(5);
    const list = failing({ on: "ListObjectsV2", fault: { status: 503 }, times });
    // One that knows nothing of the asset has to list.
    await expect(open().load(asset)).rejects.toMatchObject({
      code: "STORE_FAILED",
      details: { attempts: 5 },
    });
    expect(list.hits).toBe(5);
  });

  it.each([403, 412])("never sends again what was answered %s", async (status) => {
    const io = open();
    await io.store(asset, { n: 0 });
    const fault = failing({
      on: "GetObject",
      key: "data/",
      fault: { status },
      times: Number.POSITIVE_INFINITY,
    });
    await expect(io.load(asset)).rejects.toMatchObject({ retryable: false });
    expect(fault.hits).toBe(1);
    expect(retried()).toEqual([]);
  });

  it("goes on with a list where it broke, and neither loses nor doubles a key", async () => {
    const io = open();
    for (let count = 0; count < 10; count++)
      await io.store(defineAsset({ key: `many/${count}`, type: json() }), count);
    const fault = failing({ on: "ListObjectsV2", nth: 3, fault: { drop: "before" } });
    expect(await io.assets()).toEqual(Array.from({ length: 10 }, (_, count) => `many/${count}`));
    expect(fault.hits).toBe(1);
  });

  it("refuses a server that takes a create-only put and ignores it", async () => {
    failing({ on: "PutObject", fault: { ignoreIfNoneMatch: true }, times: Number.POSITIVE_INFINITY });
    await expect(open().store(asset, {})).rejects.toMatchObject({ code: "STORE_UNSAFE" });
    expect(double.keys()).toEqual(["_probe.json"]);
  });

  it("finds the flipped byte of a file where checksums are compared", async () => {
    const io = open();
    const blob = defineAsset({ key: "blob", type: bytesAsset() });
    await io.store(blob, new Uint8Array(100));
    failing({ on: "GetObject", key: "data/", fault: { flipByteAt: -1 }, times: 1 });
    await expect(io.load(blob, { verify: true })).rejects.toMatchObject({ code: "FILE_CORRUPT" });
    expect(await io.load(blob, { verify: true })).toEqual(new Uint8Array(100));
  });

  it.each(["before", "after"] as const)(
    "stores once, whichever request's connection breaks %s it is done",
    async (drop) => {
      const io = open();
      await io.store(asset, { n: 0 });
      let struck = 0;
      for (let nth = 1; ; nth++) {
        const fault = failing({ nth, fault: { drop } });
        const receipt = await io.store(asset, { nth });
        fault.remove();
        expect(receipt).toMatchObject({ snapshot: nth + 1, replayed: false });
        expect(await io.load(asset)).toEqual({ nth });
        if (fault.hits === 0) break;
        struck++;
      }
      expect(struck).toBeGreaterThanOrEqual(5);
    },
  );
});
