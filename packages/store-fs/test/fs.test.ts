import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isSluiceError, memoryStore } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { type FsStoreOptions, fsStore } from "@sluice/store-fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-fs-"));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const bytes = new TextEncoder().encode("hello");

async function keysOf(store: ObjectStore, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

describe("fsStore", () => {
  it("locates a key as an absolute path that holds the bytes", async () => {
    const store = fsStore(root);
    await store.put("a=%20/b c", bytes, { mode: "create" });
    expect(store.locate("a=%20/b c")).toBe(join(root, "a=%20", "b c"));
    expect((await stat(store.locate("a=%20/b c"))).size).toBe(5);
    expect(fsStore("lake").locate("a")).toBe(resolve("lake/a"));
    expect(fsStore("./lake").name).toBe("files ./lake");
  });

  it("refuses a root that is no path", () => {
    for (const options of ["", { root: "" }, { root: "a\0b" }, {}] as FsStoreOptions[]) {
      expect(() => fsStore(options)).toThrowError(/CONFIGURATION_INVALID.*root/);
    }
  });

  it.each(["../a", "a/../../b", "/etc/passwd", "a//b", "a/", "", "a\0b", "a\ud800"])(
    "refuses the key %j",
    async (key) => {
      const store = fsStore(root);
      const isRefused = (error: unknown) => isSluiceError(error, "CONFIGURATION_INVALID");
      await expect(store.put(key, bytes, { mode: "overwrite" })).rejects.toSatisfy(isRefused);
      await expect(store.get(key)).rejects.toSatisfy(isRefused);
      await expect(store.head(key)).rejects.toSatisfy(isRefused);
      await expect(store.delete(key)).rejects.toSatisfy(isRefused);
      expect(() => store.locate(key)).toThrowError(expect.toSatisfy(isRefused));
    },
  );

  it("hides its temporary files while it writes, refuses their names and removes them", async () => {
    const store = fsStore(root);
    let during: string[] = [];
    async function* body() {
      yield bytes;
      during = await readdir(join(root, "a"));
      expect(await keysOf(store)).toEqual([]);
      yield bytes;
    }
    await store.put("a/b", body(), { mode: "create" });
    expect(during).toEqual([expect.stringMatching(/^\.sluice-.*\.tmp$/)]);
    expect(await readdir(join(root, "a"))).toEqual(["b"]);
    await expect(store.put("a/b", bytes, { mode: "create" })).rejects.toThrow(/OBJECT_EXISTS/);
    expect(await readdir(join(root, "a"))).toEqual(["b"]);
    await expect(store.put(`a/${during[0]}`, bytes, { mode: "create" })).rejects.toThrow(
      /CONFIGURATION_INVALID/,
    );
  });

  it("lists nothing while the root is missing, and makes it with the first put", async () => {
    const store = fsStore(join(root, "not", "yet"));
    expect(await keysOf(store)).toEqual([]);
    expect(await store.head("a")).toBeUndefined();
    await store.delete("a");
    await store.put("a", bytes, { mode: "create" });
    expect(await keysOf(store)).toEqual(["a"]);
  });

  it("lists files that others wrote, and follows no links", async () => {
    await mkdir(join(root, "a"));
    await writeFile(join(root, "a", "theirs.csv"), "1");
    await symlink(tmpdir(), join(root, "a", "link"));
    expect(await keysOf(fsStore(root))).toEqual(["a/theirs.csv"]);
  });

  it("lists what comes after a text as other stores do, in small and in large folders", async () => {
    const [files, memory] = [fsStore({ root, sync: false }), memoryStore()];
    const listed = async (store: ObjectStore, startAfter: string): Promise<string[]> => {
      const keys: string[] = [];
      for await (const { key } of store.list("", { startAfter })) keys.push(key);
      return keys;
    };
    const names = ["a-b", "a.c", "a/x", "a/y/z", "ab", "b/1", "b0", "\u{ff5e}/1", "\u{ff5f}", "\u{1f600}"];
    const many = Array.from({ length: 100 }, (_, number) => `a/m${number}`);
    await mkdir(join(root, "a"), { recursive: true });
    await symlink(tmpdir(), join(root, "a", "zlink"));
    for (const keys of [names, many]) {
      for (const key of keys) {
        for (const store of [files, memory]) await store.put(key, bytes, { mode: "create" });
      }
      const between = ["a", "a/", "a/l", "b", "b/", "\u{ff5e}", "\u{1f5ff}", "\ud800"];
      for (const after of [...names, ...between, "a/m2", "a/m50", "a/m98"]) {
        expect(await listed(files, after), after).toEqual(await listed(memory, after));
      }
    }
  });

  it("leaves no empty folders behind, also while others write beside", async () => {
    const store = fsStore(root);
    const rounds = Array.from({ length: 100 }, (_, round) => round);
    await Promise.all(
      [1, 2, 3, 4].map(async (task) => {
        for (const round of rounds) {
          const key = `deep/er/${round % 3}/${task}`;
          await store.put(key, bytes, { mode: "create" });
          await store.delete(key);
        }
      }),
    );
    expect(await readdir(root)).toEqual([]);
  });

  it("says that a key is a folder, or goes through a file", async () => {
    const store = fsStore(root);
    await store.put("a/b", bytes, { mode: "create" });
    for (const mode of ["create", "overwrite"] as const) {
      for (const key of ["a", "a/b/c"]) {
        const put = store.put(key, bytes, { mode });
        await expect(put).rejects.toMatchObject({ code: "STORE_FAILED", retryable: false });
        await expect(put).rejects.toThrow(/is a folder in the other's/);
      }
    }
    expect(await keysOf(store)).toEqual(["a/b"]);
  });

  it("says that a name is too long, and finds nothing there", async () => {
    const store = fsStore(root);
    const key = "x".repeat(300);
    await expect(store.put(key, bytes, { mode: "create" })).rejects.toThrow(/255 bytes/);
    expect(await store.head(key)).toBeUndefined();
    await expect(store.get(key)).rejects.toThrow(/OBJECT_NOT_FOUND/);
  });
});
