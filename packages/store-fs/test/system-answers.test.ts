import type * as promises from "node:fs/promises";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fsStore } from "@sluice/store-fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Promises = typeof promises;

const answers = vi.hoisted(() => ({ link: undefined as unknown, open: undefined as unknown }));
const foldersRead = vi.hoisted(() => [] as string[]);
const namesAskedFor = vi.hoisted(() => [] as string[]);

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<Promises>();
  const real = { link: original.link, open: original.open };
  return {
    ...original,
    readdir: (...given: Parameters<Promises["readdir"]>) => {
      foldersRead.push(String(given[0]));
      return original.readdir(...given);
    },
    lstat: (...given: Parameters<Promises["lstat"]>) => {
      namesAskedFor.push(String(given[0]));
      return original.lstat(...given);
    },
    link: (...given: Parameters<Promises["link"]>) =>
      ((answers.link as Promises["link"]) ?? real.link)(...given),
    open: (...given: Parameters<Promises["open"]>) =>
      ((answers.open as Promises["open"]) ?? real.open)(...given),
  };
});

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-fs-"));
});

afterEach(async () => {
  Object.assign(answers, { link: undefined, open: undefined });
  await rm(root, { recursive: true, force: true });
});

const bytes = new TextEncoder().encode("hello");

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: said the system`), { code, syscall: "link" });
}

describe("what the system is asked", () => {
  it("reads only folders that can hold the prefix or what comes after a key", async () => {
    const store = fsStore(root);
    for (const key of ["data/day=1/a", "data/day=2/a", "data/other/a", "log/1"]) {
      await store.put(key, bytes, { mode: "create" });
    }
    const readBy = async (prefix: string, startAfter?: string) => {
      foldersRead.length = 0;
      for await (const info of store.list(prefix, startAfter ? { startAfter } : {}))
        expect(info.byteLength).toBe(5);
      return foldersRead.map((folder) => relative(root, folder));
    };
    expect(await readBy("data/day=")).toEqual(["data", "data/day=1", "data/day=2"]);
    expect(await readBy("data/day=2/")).toEqual(["data/day=2"]);
    expect(await readBy("", "data/day=2/a")).toEqual(["", "data", "data/day=2", "data/other", "log"]);
    expect(await readBy("../")).toEqual([]);
  });

  it("asks only of names that come after a key what they are", async () => {
    const store = fsStore({ root, sync: false });
    for (let name = 100; name < 300; name++) await store.put(`log/${name}`, bytes, { mode: "create" });
    namesAskedFor.length = 0;
    const keys: string[] = [];
    for await (const { key } of store.list("log/", { startAfter: "log/297" })) keys.push(key);
    expect(keys).toEqual(["log/298", "log/299"]);
    // The one it comes after is among them: it may be a folder.
    expect(namesAskedFor.map((path) => relative(root, path)).sort()).toEqual([
      "log/297",
      "log/298",
      "log/299",
    ]);
  });
});

describe("what the system answers", () => {
  it("takes a link that was made for a success, whatever the answer", async () => {
    const { link } = await vi.importActual<Promises>("node:fs/promises");
    for (const code of ["EEXIST", "ETIMEDOUT"]) {
      answers.link = async (from: string, to: string) => {
        await link(from, to);
        throw systemError(code);
      };
      const store = fsStore(root);
      expect(await store.put(code, bytes, { mode: "create" })).toMatchObject({ key: code, byteLength: 5 });
    }
    expect(await readdir(root)).toEqual(["EEXIST", "ETIMEDOUT"]);
  });

  it("says that the file system makes no hard links", async () => {
    answers.link = async () => {
      throw systemError("ENOTSUP");
    };
    const put = fsStore(root).put("a", bytes, { mode: "create" });
    await expect(put).rejects.toMatchObject({
      code: "CAPABILITY_MISSING",
      details: { capability: "create" },
    });
    expect(await readdir(root)).toEqual([]);
  });

  it.each([
    ["EACCES", "STORE_DENIED", false],
    ["EROFS", "STORE_DENIED", false],
    ["ENOSPC", "STORE_FAILED", false],
    ["EMFILE", "STORE_FAILED", true],
    ["EIO", "STORE_FAILED", false],
  ])("tells of %s with the key and a hint", async (system, code, retryable) => {
    answers.open = async () => {
      throw systemError(system);
    };
    const store = fsStore(root);
    for (const call of [store.put("a/b", bytes, { mode: "create" }), store.get("a/b")]) {
      const error = await call.catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code,
        retryable,
        details: { key: "a/b" },
        hint: expect.stringMatching(/./),
      });
      expect(String(error)).toContain('"a/b"');
      expect(String(error)).toContain(system);
    }
  });
});
