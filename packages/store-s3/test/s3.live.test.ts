import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { isSluiceError } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { type S3StoreOptions, s3Store } from "@sluice/store-s3";
import { describeObjectStore } from "@sluice/testkit";
import { connectStack, type StoreStack } from "@sluice/testkit/stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let stack: StoreStack;

beforeAll(async () => {
  stack = await connectStack({ services: ["minio"] });
});

afterAll(() => stack?.stop());

function options(more: Partial<S3StoreOptions> = {}): S3StoreOptions {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = stack.s3;
  const prefix = `store-s3-test/${randomBytes(8).toString("hex")}`;
  return { bucket, prefix, region, endpoint, credentials: { accessKeyId, secretAccessKey }, ...more };
}

const put = (store: ObjectStore) => store.put("a", new Uint8Array(1), { mode: "create" });
const get = (store: ObjectStore) => store.get("a");
const head = (store: ObjectStore) => store.head("a");

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list("")) keys.push(key);
  return keys;
}

describe("with the default part size", () => describeObjectStore({ describe, it }, () => s3Store(options())));

describe("with the smallest parts, one at a time", () => {
  describeObjectStore({ describe, it }, () =>
    s3Store(options({ partBytes: 5 * 1024 * 1024, concurrency: 1 })),
  );
});

describe("s3Store", () => {
  it("lists pages beyond the first from any start", async () => {
    const store = s3Store(options());
    const keys = Array.from({ length: 1101 }, (_, index) => `k/${String(index).padStart(5, "0")}`);
    await Promise.all(keys.map((key) => store.put(key, new Uint8Array(1), { mode: "create" })));
    expect(await keysOf(store)).toEqual(keys);
    await Promise.all(keys.map((key) => store.delete(key)));
    await store.close?.();
  });

  it("lets one of 8 concurrent multipart creates win", async () => {
    const store = s3Store(options({ partBytes: 5 * 1024 * 1024 }));
    const body = (fill: number) => new Uint8Array(11 * 1024 * 1024).fill(fill);
    const won = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        try {
          await store.put("large", body(index), { mode: "create" });
          return [index];
        } catch (error) {
          if (isSluiceError(error, "OBJECT_EXISTS")) return [];
          throw error;
        }
      }),
    );
    expect(won.flat()).toHaveLength(1);
    const { bytes } = await store.get("large");
    expect(Buffer.compare(bytes, body(won.flat()[0] ?? -1))).toBe(0);
    await store.delete("large");
    await store.close?.();
  });

  it("says which bucket is missing, and how to make it", async () => {
    const store = s3Store(options({ bucket: "no-such-bucket" }));
    for (const call of [put, get, head, keysOf]) {
      await expect(call(store)).rejects.toSatisfy((error) => {
        return (
          isSluiceError(error, "STORE_NOT_FOUND") && /aws s3 mb s3:\/\/no-such-bucket/.test(error.hint ?? "")
        );
      });
    }
    await store.close?.();
  });

  it("is denied with a wrong secret or an unknown key, and tells no secret", async () => {
    const secretAccessKey = "canary-secret-4711";
    for (const accessKeyId of [stack.s3.accessKeyId, "unknown-key-id"]) {
      const store = s3Store(options({ credentials: async () => ({ accessKeyId, secretAccessKey }) }));
      for (const call of [put, get, head, keysOf]) {
        const error = await call(store).catch((reason: unknown) => reason);
        expect(isSluiceError(error, "STORE_DENIED"), String(error)).toBe(true);
        expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secretAccessKey);
      }
      await store.close?.();
    }
  });
});
