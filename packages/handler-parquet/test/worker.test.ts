import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { type ParquetOptions, parquet } from "@sluice/handler-parquet";
import { int64, schemaOf, string } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parquet as parquetFromSource } from "../src/parquet.js";
import { batchesOf, context, decodeBatches, encodeAll, encodeOne, memoryFile } from "./helpers.js";

const schema = schemaOf({ id: int64() });
const rows = Array.from({ length: 1000 }, (_, id) => ({ id: BigInt(id) }));

afterEach(() => vi.restoreAllMocks());

/** Ends the worker as soon as it gets its `nth` task. */
function killAtTask(nth: number): void {
  const post = Worker.prototype.postMessage;
  let tasks = 0;
  vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, ...parameters) {
    if (++tasks === nth) void this.terminate();
    return post.apply(this, parameters as never);
  });
}

describe("a worker that dies", () => {
  it("fails the encode, and the file is not finished", async () => {
    const handler = parquet({ rowGroupRows: 100 });
    killAtTask(4);
    const chunks: Uint8Array[] = [];
    const encoding = (async () => {
      for await (const file of handler.encode({ schema, batches: batchesOf(schema, rows) }, context)) {
        for await (const chunk of file.body) chunks.push(chunk);
      }
    })();
    await expect(encoding).rejects.toMatchObject({
      code: "PARQUET_FAILED",
      details: { task: "encode", asset: "test/table" },
    });
    expect(Buffer.concat(chunks).subarray(-4).toString()).not.toBe("PAR1");
    vi.restoreAllMocks();
    const again = await encodeOne(handler, schema, batchesOf(schema, rows));
    expect(await handler.inspect(memoryFile(again), {})).toEqual({ rows: 1000 });
    await handler.close?.();
  });

  it("fails the decode", async () => {
    const handler = parquet();
    const bytes = await encodeOne(handler, schema, batchesOf(schema, rows));
    killAtTask(1);
    await expect(decodeBatches(handler, memoryFile(bytes), schema)).rejects.toMatchObject({
      code: "PARQUET_FAILED",
      details: { task: "decode", asset: "test/table", file: "memory://test.parquet" },
    });
    await handler.close?.();
  });
});

describe("open", () => {
  it("starts one thread for the first task, and none once the handler is closed", async () => {
    const started = vi.spyOn(Worker.prototype, "unref");
    const handler = parquet({ workers: 2 });
    handler.open?.();
    handler.open?.();
    await vi.waitFor(() => expect(started).toHaveBeenCalled(), { timeout: 10_000 });
    await encodeOne(handler, schema, batchesOf(schema, rows));
    expect(new Set(started.mock.contexts).size).toBe(1);
    await handler.close?.();

    const closed = parquet({ workers: 2 });
    closed.open?.();
    await closed.close?.();
    const inline = parquet({ workers: 0 });
    inline.open?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(new Set(started.mock.contexts).size).toBe(1);
  });
});

describe("a worker that ends", () => {
  it("takes one task with it, and the others go on in another", async () => {
    const post = Worker.prototype.postMessage;
    let posted = 0;
    vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, ...given) {
      post.apply(this, given as Parameters<typeof post>);
      if (++posted === 2) void this.terminate();
    });
    const handler = parquet({ workers: 1, rowGroupRows: 2, taskTimeoutMillis: 59_999 });
    const encode = () => encodeOne(handler, schema, batchesOf(schema, rows));
    const ended = await Promise.allSettled([encode(), encode(), encode()]);
    const failed = ended.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(failed).toMatchObject([{ code: "PARQUET_FAILED", message: expect.stringContaining("ended") }]);
    await handler.close?.();
  });
});

/** What workers say of the library's memory, and which of them worked and ended. They say `more` than there is. */
function watchMemory(more: number): { told: number[]; worked: Set<Worker>; ended: Set<Worker> } {
  const seen = { told: [] as number[], worked: new Set<Worker>(), ended: new Set<Worker>() };
  const emit = Worker.prototype.emit;
  vi.spyOn(Worker.prototype, "emit").mockImplementation(function (this: Worker, event, ...values) {
    const [reply] = values as [{ kind?: string; memoryByteLength: number } | undefined];
    if (event === "message" && reply?.kind === "done") {
      seen.worked.add(this);
      seen.told.push(reply.memoryByteLength);
      reply.memoryByteLength += more;
    }
    if (event === "exit") seen.ended.add(this);
    return emit.call(this, event, ...values);
  });
  return seen;
}

describe("a worker whose library holds much memory", () => {
  const gibibyte = 1024 ** 3;

  it("is ended after its task, and a fresh one does the next", async () => {
    const expected = await encodeOne(
      parquet({ workers: 0, rowGroupRows: 400 }),
      schema,
      batchesOf(schema, rows),
    );
    const handler = parquet({ rowGroupRows: 400, workers: 1 });
    const { worked, ended } = watchMemory(gibibyte);
    const bytes = await encodeOne(handler, schema, batchesOf(schema, rows));
    expect(Buffer.compare(bytes, expected)).toBe(0);
    expect(worked.size).toBe(3);
    await vi.waitFor(() => expect(ended).toEqual(worked));
    await handler.close?.();
  });

  it("is told from others by what it says, which is what it holds", async () => {
    const large = schemaOf({ text: string() });
    const texts = Array.from({ length: 200 }, () => ({ text: "long".repeat(50_000) }));
    const handler = parquet({ workers: 1 });
    const { told, worked, ended } = watchMemory(0);
    await encodeOne(handler, schema, batchesOf(schema, rows));
    await encodeOne(handler, large, batchesOf(large, texts));
    await encodeOne(handler, schema, batchesOf(schema, rows));
    expect(told[0]).toBeLessThan(20_000_000);
    expect(told[1]).toBeGreaterThan(40_000_000);
    // It never shrinks.
    expect(told[2]).toBe(told[1]);
    expect([worked.size, ended.size]).toEqual([1, 0]);
    await handler.close?.();
  });
});

describe("workers of which no number is given", () => {
  const usual = availableParallelism() < 4 ? 1 : 2;
  const texts = schemaOf({ text: string() });
  const pages = Array.from({ length: 12 }, (_, page) =>
    Array.from({ length: 2000 }, (_, row) => ({ text: `${page} ${row} ${Math.sin(page + row)}`.repeat(10) })),
  );

  async function workersOf(options: ParquetOptions, each: () => void): Promise<number> {
    const { worked } = watchMemory(0);
    const handler = parquet({ rowGroupRows: 2000, ...options });
    async function* batches(): AsyncGenerator<RecordBatch> {
      for (const page of pages) {
        each();
        yield* batchesOf(texts, page);
      }
    }
    await encodeAll(handler, texts, batches());
    await handler.close?.();
    return worked.size;
  }

  it.skipIf(availableParallelism() === usual)("are more while the caller waits for them", async () => {
    // Some 100 ms for a row group, of which the caller has next to nothing to do.
    expect(await workersOf({ compressionLevel: 19 }, () => {})).toBeGreaterThan(usual);
  });

  it("are not more while the caller works", async () => {
    const work = () => {
      for (const from = performance.now(); performance.now() - from < 60; );
    };
    expect(await workersOf({ compression: "none" }, work)).toBeLessThanOrEqual(usual);
  });
});

describe("close", () => {
  it("fails what is under way, and the handler works again afterwards", async () => {
    const handler = parquet({ rowGroupRows: 1 });
    const encoding = encodeAll(handler, schema, batchesOf(schema, rows));
    setTimeout(() => void handler.close?.(), 150);
    await expect(encoding).rejects.toMatchObject({ code: "PARQUET_FAILED" });
    expect(await encodeAll(handler, schema, batchesOf(schema, rows.slice(0, 3)))).toHaveLength(1);
    await handler.close?.();
  });
});

describe("handlers with the same options", () => {
  it("share a worker, and one that is closed leaves the others what they do", async () => {
    const { worked, ended } = watchMemory(0);
    const options = { rowGroupRows: 10, workers: 1 };
    const [one, other] = [parquet(options), parquet(options)];
    const failing = expect(encodeAll(one, schema, batchesOf(schema, rows))).rejects.toMatchObject({
      code: "PARQUET_FAILED",
    });
    const encoding = encodeOne(other, schema, batchesOf(schema, rows));
    await vi.waitFor(() => expect(worked.size).toBe(1));
    await one.close?.();
    await failing;
    expect(await other.inspect(memoryFile(await encoding), {})).toEqual({ rows: 1000 });
    expect(worked.size).toBeLessThanOrEqual(2);
    await other.close?.();
    await vi.waitFor(() => expect(ended).toEqual(worked));
  });
});

describe("a worker whose file is not there", () => {
  it("is done without, and said once", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const expected = await encodeOne(parquet({ workers: 0 }), schema, batchesOf(schema, rows));
    for (let time = 0; time < 2; time++) {
      const handler = parquetFromSource({ workers: 2 });
      expect(Buffer.compare(await encodeOne(handler, schema, batchesOf(schema, rows)), expected)).toBe(0);
      expect(await decodeBatches(handler, memoryFile(expected), schema)).toHaveLength(1);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toContain("main thread");
  });
});

describe("a script that stores and ends", () => {
  const script = `
    import { parquet } from "@sluice/handler-parquet";
    import { packRows } from "@sluice/sdk/plugin";
    import { int64, schemaOf } from "@sluice/type-mapping";
    const schema = schemaOf({ id: int64() });
    async function* pages() { yield [{ id: 1n }, { id: 2n }]; }
    const handler = parquet();
    for await (const file of handler.encode(packRows(pages(), schema, "a"), { asset: "a", write: "w" })) {
      const chunks = [];
      for await (const chunk of file.body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const stored = { key: "f", url: "f", byteLength: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
      for await (const batch of handler.decode(stored, { asset: "a", schema })) console.log("rows", batch.numRows);
    }`;

  it.each([[], ["--disallow-code-generation-from-strings"]])("exits by itself %s", async (...flags) => {
    const cwd = new URL("..", import.meta.url);
    const run = promisify(execFile)(process.execPath, [...flags, "--input-type=module", "-e", script], {
      cwd,
      timeout: 20_000,
    });
    expect(await run).toEqual({ stdout: "rows 2\n", stderr: "" });
  });
});
