import { inspect } from "node:util";
import * as zlib from "node:zlib";
import { statementClient } from "@sluice/trino/client";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  bigintColumn,
  type FakeCoordinator,
  fakeCoordinator,
  pagesOf,
  type Seen,
} from "./fake-coordinator.js";
import { packLz4 } from "./pack-lz4.js";

const text = "[[1],[9007199254740993],[null]]";
const rows = [[1n], [9007199254740993n], [null]];
const metadata = { segmentSize: text.length, rowsCount: 3 };
const inline = { type: "inline", data: Buffer.from(text).toString("base64"), metadata };
const spooled = (storage: string, server: string, more: object = {}) => ({
  type: "spooled",
  uri: `${storage}/spooling/segment?X-Amz-Signature=s3cr3t-signature`,
  ackUri: `${server}/v1/spooled/ack/a1`,
  headers: { "x-amz-key": ["k3y"] },
  metadata,
  ...more,
});

/** A coordinator whose only page has these segments. */
function coordinator(
  segments: (origin: string) => readonly object[],
  {
    encoding = "json",
    other = () => undefined,
  }: { encoding?: string; other?: (request: Seen) => Answer | undefined } = {},
): Promise<FakeCoordinator> {
  return fakeCoordinator((request, origin) => {
    const page = { columns: [bigintColumn], data: { encoding, segments: segments(origin) } };
    return (
      other(request) ??
      (request.path.startsWith("/v1/spooled/") ? { body: "" } : pagesOf([{}, page])(request, origin))
    );
  });
}

const asked = (server: FakeCoordinator, options: object = {}) =>
  statementClient({
    server: server.url,
    user: "ann",
    token: "t0ken-t0ken",
    allowPasswordOverHttp: true,
    retryMillis: 400,
    ...options,
  });

const requests = (server: FakeCoordinator, part: string) =>
  server.seen.filter(({ path }) => path.includes(part));

describe("spooled results", () => {
  it("are asked for in the encodings this Node can unpack, unless they are not wanted", async () => {
    await using server = await fakeCoordinator(pagesOf([{}]));
    await asked(server).run("x");
    await asked(server, { spooling: false }).run("x");
    const [first, second] = server.seen.filter(({ method }) => method === "POST");
    const zstd = "zstdDecompress" in zlib ? "json+zstd," : "";
    expect(first?.headers["x-trino-query-data-encoding"]).toBe(`${zstd}json+lz4,json`);
    expect(second?.headers).not.toHaveProperty("x-trino-query-data-encoding");
  });

  it("come from the page and from storage, in order, each file acknowledged", async () => {
    await using storage = await fakeCoordinator(() => ({ body: text }));
    await using server = await coordinator((origin) => [inline, spooled(storage.url, origin), inline]);
    expect((await asked(server, { headers: { "x-gateway": "blue" } }).run("x")).rows).toEqual([
      ...rows,
      ...rows,
      ...rows,
    ]);
    await expect.poll(() => requests(server, "/ack/a1").length).toBe(1);
    expect(requests(server, "/ack/a1")[0]).toMatchObject({
      method: "GET",
      headers: { authorization: "Bearer t0ken-t0ken" },
    });
    const [file] = storage.seen;
    expect(file?.headers).toMatchObject({ "x-amz-key": "k3y", "accept-encoding": "identity" });
    // Storage is another server: it learns neither who asks nor by what right.
    for (const name of ["authorization", "x-trino-user", "x-gateway"])
      expect(file?.headers).not.toHaveProperty(name);
  });

  it("come as batches too", async () => {
    await using server = await coordinator(() => [inline]);
    const { batches } = await asked(server).batches("x");
    let count = 0;
    for await (const batch of batches) count += batch.numRows;
    expect(count).toBe(3);
  });

  it("come through the server itself, at the origin the client was given, and by redirects", async () => {
    await using storage = await fakeCoordinator(() => ({ body: text }));
    await using server = await coordinator(() => [spooled("http://internal:1", "http://internal:1")], {
      other: ({ path }) =>
        path.startsWith("/spooling/segment")
          ? { status: 303, headers: { location: `${storage.url}/there` } }
          : undefined,
    });
    expect((await asked(server).run("x")).rows).toEqual(rows);
    expect(requests(server, "/spooling/segment")[0]?.headers.authorization).toBe("Bearer t0ken-t0ken");
    expect(storage.seen[0]).toMatchObject({ path: "/there", headers: { "x-amz-key": "k3y" } });
    expect(storage.seen[0]?.headers).not.toHaveProperty("authorization");
  });

  for (const [name, fault] of [
    ["503", { status: 503 }],
    ["a lost connection", { drop: "before" }],
    ["a body cut short", { drop: "inside", body: text }],
    ["a body of another size", { body: text.slice(0, -1) }],
  ] as [string, Answer][]) {
    it(`${name}: the file is fetched again`, async () => {
      let left = 2;
      await using storage = await fakeCoordinator(() => (left-- > 0 ? fault : { body: text }));
      await using server = await coordinator((origin) => [spooled(storage.url, origin)]);
      expect((await asked(server, { retryMillis: 10_000 }).run("x")).rows).toEqual(rows);
      expect(storage.seen).toHaveLength(3);
      await expect.poll(() => requests(server, "/ack/").length).toBe(1);
    });
  }

  const corrupt = { segmentSize: text.length, uncompressedSize: 31, rowsCount: 3 };
  const broken: [name: string, code: string, storage: Answer, segment: object, encoding?: string][] = [
    ["a file that is gone", "SEGMENT_GONE", { status: 404 }, {}],
    ["an address that has expired", "SEGMENT_GONE", { status: 403 }, {}],
    ["a file of the wrong size", "SEGMENT_DAMAGED", { body: `${text} ` }, {}],
    ["a file that is no JSON", "SEGMENT_DAMAGED", { body: text.replace("1", "x") }, {}],
    ["fewer rows than said", "SEGMENT_DAMAGED", { body: text }, { metadata: { ...metadata, rowsCount: 4 } }],
    ["a file that cannot be unpacked", "SEGMENT_DAMAGED", { body: text }, { metadata: corrupt }, "json+zstd"],
    ["a block that is none", "SEGMENT_DAMAGED", { body: text }, { metadata: corrupt }, "json+lz4"],
    ["an encoding nobody asked for", "SEGMENT_DAMAGED", { body: text }, {}, "arrow"],
    ["an address of another kind", "SEGMENT_DAMAGED", {}, { uri: "file:///etc/passwd" }],
    [
      "inline bytes of the wrong size",
      "SEGMENT_DAMAGED",
      {},
      { ...inline, metadata: { ...metadata, segmentSize: 5 } },
    ],
  ];
  for (const [name, code, answer, segment, encoding = "json"] of broken) {
    it(`${name} is ${code}, and shows no address`, async () => {
      await using storage = await fakeCoordinator(() => answer);
      await using server = await coordinator((origin) => [spooled(storage.url, origin, segment)], {
        encoding,
      });
      const error = await asked(server)
        .run("x")
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "QUERY_FAILED", details: { code } });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cr3t");
      expect(requests(server, "/ack/")).toEqual([]);
    });
  }

  it("a storage nobody answers at is ENGINE_UNREACHABLE and says what to do", async () => {
    await using server = await coordinator((origin) => [spooled("http://127.0.0.1:1", origin)]);
    const error = await asked(server)
      .run("x")
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "ENGINE_UNREACHABLE",
      retryable: true,
      details: { attempts: expect.any(Number) },
      hint: expect.stringContaining("spooling: false"),
    });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cr3t");
  });

  it("a file that hangs ends at the deadline", async () => {
    await using storage = await fakeCoordinator(() => ({ hang: true }));
    await using server = await coordinator((origin) => [spooled(storage.url, origin)]);
    const running = asked(server).run("x", { deadlineMillis: 1_500 });
    await expect(running).rejects.toMatchObject({ details: { code: "DEADLINE_EXCEEDED" } });
  });

  const byZstd = Buffer.from("KLUv/SAf+QAAW1sxXSxbOTAwNzE5OTI1NDc0MDk5M10sW251bGxdXQ==", "base64");
  it.each([
    ...("zstdDecompress" in zlib ? [{ encoding: "json+zstd", packed: byZstd }] : []),
    { encoding: "json+lz4", packed: packLz4(Buffer.from(text)) },
  ])("packed ones are unpacked, and never to more than was said: $encoding", async ({ encoding, packed }) => {
    const sizes = { segmentSize: packed.byteLength, rowsCount: 3 };
    const segment = (uncompressedSize: number) => ({
      ...inline,
      data: packed.toString("base64"),
      metadata: { ...sizes, uncompressedSize },
    });
    await using server = await coordinator(() => [segment(31)], { encoding });
    expect((await asked(server).run("x")).rows).toEqual(rows);
    for (const size of [5, 32]) {
      await using lying = await coordinator(() => [segment(size)], { encoding });
      await expect(asked(lying).run("x")).rejects.toMatchObject({ details: { code: "SEGMENT_DAMAGED" } });
    }
  });
});
