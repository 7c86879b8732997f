import { inspect } from "node:util";
import { isSluiceError, type SluiceError } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { type S3Credentials, s3Store } from "@sluice/store-s3";
import { describe, expect, it } from "vitest";
import { type FakeAnswer, failure, fakeS3 } from "./fake-s3.js";

const canary = "canary/secret+4711";
const token = "canary-token-0815";
const credentials = { accessKeyId: "AKID", secretAccessKey: canary, sessionToken: token };
const bytes = new TextEncoder().encode("hello");

function storeAt(
  endpoint: string,
  given: S3Credentials | (() => Promise<S3Credentials>) = credentials,
): ObjectStore {
  return s3Store({ bucket: "warehouse", prefix: "lake", endpoint, credentials: given });
}

async function failureOf(call: Promise<unknown>): Promise<SluiceError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isSluiceError(error)) throw new Error(`expected a SluiceError, got ${inspect(error)}`);
  return error;
}

describe("errors of s3Store", () => {
  const table: [name: string, answer: FakeAnswer, code: string, retryable: boolean, hint: RegExp][] = [
    ["a missing object", failure(404, "NoSuchKey"), "OBJECT_NOT_FOUND", false, /List what exists/],
    [
      "a missing bucket",
      failure(404, "NoSuchBucket"),
      "STORE_NOT_FOUND",
      false,
      /aws s3 mb s3:\/\/warehouse/,
    ],
    ["a wrong secret", failure(403, "SignatureDoesNotMatch"), "STORE_DENIED", false, /does not fit/],
    ["an unknown key id", failure(403, "InvalidAccessKeyId"), "STORE_DENIED", false, /does not know/],
    ["a missing permission", failure(403, "AccessDenied"), "STORE_DENIED", false, /s3:GetObject/],
    [
      "another region",
      failure(301, "PermanentRedirect"),
      "CONFIGURATION_INVALID",
      false,
      /get-bucket-location/,
    ],
    ["a busy server", failure(503, "SlowDown"), "STORE_FAILED", true, /later/],
    ["a broken server", failure(500, "InternalError"), "STORE_FAILED", true, /later/],
    ["a bad request", failure(400, "InvalidArgument"), "STORE_FAILED", false, /cause/],
  ];
  it.each(table)("tells of %s", async (_name, answer, code, retryable, hint) => {
    await using server = await fakeS3(() => answer);
    const store = storeAt(server.endpoint);
    const error = await failureOf(store.get("a/b"));
    expect(error.code).toBe(code);
    expect(error.retryable).toBe(retryable);
    expect(error.hint).toMatch(hint);
    expect(error.message).toMatch(code === "STORE_NOT_FOUND" ? /bucket warehouse/ : /"a\/b"/);
    expect(error.cause).toMatchObject({ httpStatusCode: (answer as { status: number }).status });
    await store.close?.();
  });

  it("tells that nothing listens, and where", async () => {
    let endpoint = "";
    let host = "";
    {
      await using server = await fakeS3(() => undefined);
      ({ endpoint, host } = server);
    }
    const store = storeAt(endpoint);
    const error = await failureOf(store.get("a"));
    expect(error).toMatchObject({ code: "STORE_UNREACHABLE", retryable: true });
    expect(error.message).toContain(host);
    expect(error.message).toContain("ECONNREFUSED");
    await store.close?.();
  });

  it("tells that the host has no address", async () => {
    const store = storeAt("http://s3.invalid:9000");
    const error = await failureOf(store.head("a"));
    expect(error).toMatchObject({ code: "STORE_UNREACHABLE", retryable: true });
    expect(error.message).toContain("s3.invalid:9000");
    await store.close?.();
  });

  it("tells that an answer ended early", async () => {
    await using server = await fakeS3(() => ({ headers: { "content-length": "100" }, body: "short" }));
    const store = storeAt(server.endpoint);
    setTimeout(() => void server[Symbol.asyncDispose](), 300);
    expect(await failureOf(store.get("a"))).toMatchObject({ code: "STORE_UNREACHABLE", retryable: true });
    await store.close?.();
  });

  it("tells that a server has no create-only put", async () => {
    await using server = await fakeS3(() => failure(501, "NotImplemented"));
    const store = storeAt(server.endpoint);
    const error = await failureOf(store.put("a", bytes, { mode: "create" }));
    expect(error).toMatchObject({ code: "CAPABILITY_MISSING", details: { capability: "create" } });
    await store.close?.();
  });

  it("says no secret anywhere, even if the server repeats it", async () => {
    const echo = `you sent ${canary} and ${token}`;
    const answers = [
      failure(403, "SignatureDoesNotMatch", echo),
      failure(400, "InvalidArgument", echo),
      failure(500, "InternalError", echo),
      "hang-up" as const,
    ];
    for (const answer of answers) {
      await using server = await fakeS3(() => answer);
      for (const given of [credentials, async () => credentials]) {
        const store = storeAt(server.endpoint, given);
        const error = await failureOf(store.put("a", bytes, { mode: "create" }));
        const everything = [
          error.message,
          error.stack,
          String(error.cause),
          inspect(error, { depth: 20, showHidden: true }),
          inspect(store, { depth: 20, showHidden: true }),
          JSON.stringify(error),
          JSON.stringify(error.cause),
          store.name,
        ].join("\n");
        expect(everything).not.toContain(canary);
        expect(everything).not.toContain(token);
        await store.close?.();
      }
    }
  });
});
