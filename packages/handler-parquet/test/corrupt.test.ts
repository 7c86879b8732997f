import { parquet } from "@sluice/handler-parquet";
import { isSluiceError } from "@sluice/sdk";
import type { StoredFile } from "@sluice/sdk/plugin";
import { describe, expect, it } from "vitest";
import { int64, structs, structsAt, type ThriftStruct } from "../src/format/thrift.js";
import { allTypes, edgeRows } from "./all-types.js";
import { batchesOf, decodeBatches, encodeOne, memoryFile, random, withFooter } from "./helpers.js";
import { nestedRows, nestedTypes } from "./nested-rows.js";

const handler = parquet({ workers: 0, rowGroupRows: 400 });
const rows = Array.from({ length: 1000 }, (_, id) => ({ ...edgeRows[id % 4]!, id, text: `text ${id}` }));
const written = encodeOne(handler, allTypes, batchesOf(allTypes, rows));

/** The code the file is refused with; `whole` where it is not. An error without a file, code or hint fails the test. */
async function verdict(file: StoredFile, run: () => Promise<number>): Promise<string> {
  try {
    return (await run()) === 1000 ? "whole" : "rows are missing";
  } catch (error) {
    if (!isSluiceError(error, "FILE_CORRUPT")) throw error;
    expect(error.details.file).toBe(file.url);
    expect(error.message).toContain(file.url);
    expect(error.hint).toBeTruthy();
    return error.code;
  }
}

function decoded(bytes: Uint8Array): Promise<string> {
  const file = memoryFile(bytes);
  return verdict(file, async () =>
    (await decodeBatches(handler, file, allTypes)).reduce((sum, batch) => sum + batch.numRows, 0),
  );
}

function inspected(bytes: Uint8Array): Promise<string> {
  const file = memoryFile(bytes);
  return verdict(file, async () => (await handler.inspect(file, {})).rows);
}

async function edited(change: (footer: ThriftStruct) => void): Promise<Uint8Array> {
  return withFooter(await written, change);
}

describe("a file that is not whole", () => {
  it.each([0, 1, 4, 8, 11, 12, 100, 5000])("cut to %i bytes is refused", async (length) => {
    const cut = (await written).subarray(0, length);
    expect(await decoded(cut)).toBe("FILE_CORRUPT");
    expect(await inspected(cut)).toBe("FILE_CORRUPT");
  });

  it("cut at any of its last bytes is refused", async () => {
    const bytes = await written;
    for (let less = 1; less < 300; less++) {
      expect(await inspected(bytes.subarray(0, bytes.length - less))).toBe("FILE_CORRUPT");
    }
  });

  it("without its first or last magic is refused", async () => {
    const headless = Uint8Array.from(await written);
    headless[0] = 0;
    expect(await inspected(headless)).toBe("FILE_CORRUPT");
    const endless = Uint8Array.from(await written);
    endless[endless.length - 1] = 0;
    expect(await inspected(endless)).toBe("FILE_CORRUPT");
    expect(await decoded(endless)).toBe("FILE_CORRUPT");
  });

  it("whose store hands out less than it has is refused", async () => {
    const bytes = await written;
    const short = {
      ...memoryFile(bytes),
      read: async (start: number, end: number) => bytes.subarray(start, end - 1),
    };
    expect(await verdict(short, async () => (await handler.inspect(short, {})).rows)).toBe("FILE_CORRUPT");
  });
});

describe("a footer that lies", () => {
  it("about its length is refused without reading it", async () => {
    const huge = Buffer.from(await written);
    huge.writeUInt32LE(0xffffffff, huge.length - 8);
    const file = memoryFile(huge);
    expect(await verdict(file, async () => (await handler.inspect(file, {})).rows)).toBe("FILE_CORRUPT");
    expect(file.bytesRead()).toBeLessThanOrEqual(64 * 1024);
  });

  it("about its rows is refused", async () => {
    const bytes = await edited((footer) => footer.set(3, int64(1001)));
    expect(await inspected(bytes)).toBe("FILE_CORRUPT");
  });

  it("about a row group's rows is refused once the pages are read", async () => {
    const bytes = await edited((footer) => {
      footer.set(3, int64(1001));
      structsAt(footer, 4)[1]!.set(3, int64(401));
    });
    expect(await decoded(bytes)).toBe("FILE_CORRUPT");
  });

  it.each([-1, 0, 3, 2 ** 40, Number.MAX_SAFE_INTEGER])(
    "about where a column lies (%i) is refused",
    async (offset) => {
      const bytes = await edited((footer) => {
        const chunk = structsAt(structsAt(footer, 4)[0]!, 1)[2]!.get(3)!.value as ThriftStruct;
        chunk.delete(11);
        chunk.set(9, int64(offset));
      });
      expect(await inspected(bytes)).toBe("FILE_CORRUPT");
      expect(await decoded(bytes)).toBe("FILE_CORRUPT");
    },
  );

  it("about how long a column is is refused", async () => {
    const bytes = await edited((footer) => {
      (structsAt(structsAt(footer, 4)[0]!, 1)[2]!.get(3)!.value as ThriftStruct).set(7, int64(2 ** 50));
    });
    expect(await inspected(bytes)).toBe("FILE_CORRUPT");
  });

  it("about its columns is refused", async () => {
    const fewer = await edited((footer) => {
      const group = structsAt(footer, 4)[0]!;
      group.set(1, structs(structsAt(group, 1).slice(1)));
    });
    expect(await inspected(fewer)).toBe("FILE_CORRUPT");
    const orphan = await edited((footer) => footer.set(2, structs(structsAt(footer, 2).slice(0, 5))));
    expect(await inspected(orphan)).toBe("FILE_CORRUPT");
  });

  it("about the type of a column is refused", async () => {
    const bytes = await edited((footer) => {
      structsAt(footer, 2)[3]!.set(1, { type: 7, value: new Uint8Array(8) });
    });
    expect(await decoded(bytes)).toBe("FILE_CORRUPT");
  });

  it("by nesting without end is refused", async () => {
    const bytes = Buffer.from(await written);
    const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    bytes.fill(0x1c, start, bytes.length - 8);
    expect(await inspected(bytes)).toBe("FILE_CORRUPT");
  });
});

describe("bytes changed at random", () => {
  it("anywhere: the file is refused, or has all its rows", { timeout: 120_000 }, async () => {
    const bytes = await written;
    const next = random(20240501);
    const seen = new Map<string, number>();
    for (let time = 0; time < 300; time++) {
      const changed = Uint8Array.from(bytes);
      for (let times = 0; times <= time % 3; times++) {
        changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256);
      }
      const found = await decoded(changed);
      seen.set(found, (seen.get(found) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(["FILE_CORRUPT", "whole"]);
    expect(seen.get("FILE_CORRUPT")).toBeGreaterThan(50);
  });

  it("in nested columns: the file is refused, or has all its rows", { timeout: 120_000 }, async () => {
    const nested = Array.from({ length: 1000 }, (_, id) => ({ ...nestedRows[id % 4]!, id }));
    const bytes = await encodeOne(handler, nestedTypes, batchesOf(nestedTypes, nested));
    const next = random(31);
    for (let time = 0; time < 150; time++) {
      const changed = Uint8Array.from(bytes);
      changed[Math.floor(next() * changed.length)] = Math.floor(next() * 256);
      expect(["FILE_CORRUPT", "whole"]).toContain(await decoded(changed));
    }
  });

  it("in the footer: the file is refused, or has all its rows", { timeout: 120_000 }, async () => {
    const bytes = Buffer.from(await written);
    const footerLength = bytes.readUInt32LE(bytes.length - 8);
    const next = random(7);
    for (let time = 0; time < 300; time++) {
      const changed = Uint8Array.from(bytes);
      const at = changed.length - 1 - Math.floor(next() * (footerLength + 8));
      changed[at] = changed[at]! ^ (1 << Math.floor(next() * 8));
      expect(["FILE_CORRUPT", "whole"]).toContain(await inspected(changed));
      if (time % 3 === 0) expect(["FILE_CORRUPT", "whole"]).toContain(await decoded(changed));
    }
  });

  it("with a worker: a panic of the library is an error of this file only", async () => {
    const threaded = parquet();
    const bytes = await written;
    const next = random(99);
    for (let time = 0; time < 25; time++) {
      const changed = Uint8Array.from(bytes);
      for (let times = 0; times < 20; times++)
        changed[4 + Math.floor(next() * 20_000)] = Math.floor(next() * 256);
      const file = memoryFile(changed);
      await verdict(file, async () => (await decodeBatches(threaded, file, allTypes)).length && 1000);
    }
    expect((await decodeBatches(threaded, memoryFile(bytes), allTypes)).length).toBeGreaterThan(0);
    await threaded.close?.();
  });
});
