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
const mark = "x-amz-meta-sluice-put";

function storeAt(endpoint: string) {
  const credentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
  return s3Store({ bucket: "warehouse", endpoint, credentials, partBytes: 5 * 1024 * 1024 });
}

/** Keeps one object as S3 would, with its mark, and refuses to create it twice. */
function oneObject() {
  let kept: string | string[] | undefined;
  return {
    keep: (request: FakeRequest) => {
      kept = request.headers[mark];
    },
    answer: (request: FakeRequest): FakeAnswer => {
      if (request.method === "HEAD") {
        if (kept === undefined) return { status: 404 };
        const headers = {
          [mark]: String(kept),
          "content-length": "5",
          "last-modified": new Date(0).toUTCString(),
        };
        return { headers };
      }
      if (kept !== undefined) return failure(412, "PreconditionFailed");
      kept = request.headers[mark];
      return undefined;
    },
  };
}

describe("a create-only put of a stream", () => {
  it("is sent again after 503", async () => {
    await using server = await fakeS3((_request, count) =>
      count === 1 ? failure(503, "SlowDown") : undefined,
    );
    const info = await storeAt(server.endpoint).put("a", stream(), { mode: "create" });
    expect(info).toMatchObject({ key: "a", byteLength: 5 });
    expect(server.requests.map(({ headers }) => headers["if-none-match"])).toEqual(["*", "*"]);
    expect(server.requests.map(({ body }) => body.toString())).toEqual(["hello", "hello"]);
  });

  it.each(["hang-up" as const, failure(500, "InternalError")])(
    "wins if its first, lost answer was yes",
    async (lost) => {
      const object = oneObject();
      await using server = await fakeS3((request, count) => {
        const answer = object.answer(request);
        return count === 1 ? lost : answer;
      });
      const info = await storeAt(server.endpoint).put("a", stream(), { mode: "create" });
      expect(info).toMatchObject({ key: "a", byteLength: 5 });
      expect(server.requests.map(({ method }) => method)).toEqual(["PUT", "PUT", "HEAD"]);
    },
  );

  it("loses if someone else's equal bytes are there after a lost answer", async () => {
    const object = oneObject();
    await using server = await fakeS3((request, count) => {
      if (count > 1) return object.answer(request);
      object.keep({ ...request, headers: { [mark]: "someone else" } });
      return "hang-up";
    });
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

  it("finds its own object after a lost answer, and fails and is taken back otherwise", async () => {
    for (const own of [true, false]) {
      const object = oneObject();
      let completes = 0;
      await using server = await fakeS3((request) => {
        if (request.method === "POST" && request.path.includes("?uploads")) {
          object.keep(own ? request : { ...request, headers: { [mark]: "someone else" } });
          return { body: xml("InitiateMultipartUploadResult", "<UploadId>upload-1</UploadId>") };
        }
        if (request.method === "PUT" || request.method === "DELETE") return undefined;
        if (request.method === "HEAD") return object.answer(request);
        return ++completes === 1
          ? "hang-up"
          : failure(own ? 404 : 412, own ? "NoSuchUpload" : "PreconditionFailed");
      });
      const put = storeAt(server.endpoint).put("a", large, { mode: "create" });
      if (own) expect(await put).toMatchObject({ key: "a" });
      else await expect(put).rejects.toSatisfy((error) => isSluiceError(error, "OBJECT_EXISTS"));
      expect(server.requests.filter(({ method }) => method === "PUT")).toHaveLength(3);
      expect(server.requests.filter(({ method }) => method === "DELETE")).toHaveLength(own ? 0 : 1);
    }
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
