import { setTimeout as pause } from "node:timers/promises";
import { isSluiceError } from "@sluice/sdk";
import { s3Store } from "@sluice/store-s3";
import { describe, expect, it } from "vitest";
import { type FakeAnswer, type FakeRequest, failure, fakeS3 } from "./fake-s3.js";

const bytes = new TextEncoder().encode("hello");
/** What nobody but the store can send again. */
async function* stream() {
  yield bytes;
}

function storeAt(endpoint: string) {
  const credentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
  return s3Store({ bucket: "warehouse", endpoint, credentials, partBytes: 5 * 1024 * 1024 });
}

/** What S3 answers where someone else created the object. */
function someoneElses(request: FakeRequest): FakeAnswer {
  if (request.method !== "HEAD") return failure(412, "PreconditionFailed");
  const headers = {
    "x-amz-meta-sluice-put": "someone else",
    "content-length": "5",
    "last-modified": new Date(0).toUTCString(),
  };
  return { headers };
}

describe("a create-only put of a stream", () => {
  it("loses if someone else's equal bytes are there after a lost answer", async () => {
    await using server = await fakeS3((request, count) => (count === 1 ? "hang-up" : someoneElses(request)));
    const put = storeAt(server.endpoint).put("a", stream(), { mode: "create" });
    await expect(put).rejects.toSatisfy((error) => isSluiceError(error, "OBJECT_EXISTS"));
  });

  it("loses at once if its first answer is no", async () => {
    await using server = await fakeS3(() => failure(412, "PreconditionFailed"));
    const put = storeAt(server.endpoint).put("a", stream(), { mode: "create" });
    await expect(put).rejects.toSatisfy((error) => isSluiceError(error, "OBJECT_EXISTS"));
    expect(server.requests).toHaveLength(1);
  });

  it("does not claim to have lost when it cannot look", async () => {
    await using server = await fakeS3((_request, count) => {
      if (count === 1) return "hang-up";
      return count === 2 ? failure(412, "PreconditionFailed") : { status: 403 };
    });
    const put = storeAt(server.endpoint).put("a", stream(), { mode: "create" });
    await expect(put).rejects.toSatisfy((error) => isSluiceError(error, "STORE_DENIED"));
  });
});

describe("a create-only put", () => {
  it("of bytes is sent once, for the caller can send them again", async () => {
    await using server = await fakeS3(() => failure(503, "SlowDown"));
    const put = storeAt(server.endpoint).put("a", bytes, { mode: "create" });
    await expect(put).rejects.toMatchObject({
      code: "STORE_FAILED",
      retryable: true,
      details: { key: "a" },
    });
    await expect(put).rejects.not.toHaveProperty("details.attempts");
    expect(server.requests).toHaveLength(1);
  });

  it("is sent again when it met another conditional write, up to a limit", async () => {
    const conflict = failure(409, "ConditionalRequestConflict");
    await using twice = await fakeS3((_request, count) => (count < 3 ? conflict : undefined));
    await storeAt(twice.endpoint).put("a", bytes, { mode: "create" });
    expect(twice.requests).toHaveLength(3);
    await using ever = await fakeS3(() => conflict);
    const put = storeAt(ever.endpoint).put("a", bytes, { mode: "create" });
    await expect(put).rejects.toMatchObject({ code: "STORE_FAILED", retryable: true });
    expect(ever.requests).toHaveLength(5);
  });
});

describe("a multipart put", () => {
  const large = new Uint8Array(11 * 1024 * 1024);

  it("fails and is taken back if someone else's object is there after a lost answer", async () => {
    let completes = 0;
    await using server = await fakeS3((request) => {
      if (request.method === "POST" && request.path.includes("?uploads")) {
        return { body: xml("InitiateMultipartUploadResult", "<UploadId>upload-1</UploadId>") };
      }
      if (request.method === "PUT" || request.method === "DELETE") return undefined;
      return request.method === "POST" && ++completes === 1 ? "hang-up" : someoneElses(request);
    });
    const put = storeAt(server.endpoint).put("a", large, { mode: "create" });
    await expect(put).rejects.toSatisfy((error) => isSluiceError(error, "OBJECT_EXISTS"));
    expect(server.requests.filter(({ method }) => method === "PUT")).toHaveLength(3);
    expect(server.requests.filter(({ method }) => method === "DELETE")).toHaveLength(1);
  });

  it("holds few parts at once, stops at the first failure and closes the body", async () => {
    let read = 0;
    let closed = false;
    async function* body() {
      try {
        for (; read < 100; read++) yield new Uint8Array(5 * 1024 * 1024);
      } finally {
        closed = true;
      }
    }
    // Nothing but the third part is answered before it: what is under way then is all that ever is.
    let refuse = (): void => {};
    const refused = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    await using server = await fakeS3(async (request) => {
      if (request.method === "POST") {
        return { body: xml("InitiateMultipartUploadResult", "<UploadId>upload-1</UploadId>") };
      }
      if (request.path.includes("partNumber=3")) {
        refuse();
        return failure(403, "AccessDenied");
      }
      if (request.method === "PUT") await refused.then(() => pause(200));
      return undefined;
    });
    const put = storeAt(server.endpoint).put("a", body(), { mode: "overwrite" });
    await expect(put).rejects.toSatisfy((error) => isSluiceError(error, "STORE_DENIED"));
    expect(closed).toBe(true);
    expect(read).toBeLessThan(12);
    // Parts that were given up may reach the server after it.
    expect(server.requests.filter(({ method }) => method === "DELETE")).toHaveLength(1);
  });
});

function xml(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>`;
}
