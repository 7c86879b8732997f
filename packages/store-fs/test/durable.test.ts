import type * as promises from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fsStore } from "@sluice/store-fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

type Promises = typeof promises;

const asked = vi.hoisted(() => ({ steps: [] as string[], slow: "", root: "" }));

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<Promises>();
  const nameOf = (path: unknown): string =>
    relative(asked.root, String(path)).replace(/\.sluice-.*tmp$/, "new");
  const step = async <Result>(name: string, run: () => Promise<Result>): Promise<Result> => {
    if (name === asked.slow) await new Promise((resolve) => setTimeout(resolve, 40));
    const result = await run();
    asked.steps.push(name);
    return result;
  };
  return {
    ...original,
    async open(...given: Parameters<Promises["open"]>) {
      const file = await original.open(...given);
      const sync = file.sync.bind(file);
      file.sync = () => step(`sync ${nameOf(given[0])}`, sync);
      return file;
    },
    link: (...given: Parameters<Promises["link"]>) => step("link", () => original.link(...given)),
    rename: (...given: Parameters<Promises["rename"]>) => step("rename", () => original.rename(...given)),
  };
});

beforeEach(async () => {
  asked.root = await mkdtemp(join(tmpdir(), "sluice-fs-"));
});

afterEach(() => rm(asked.root, { recursive: true, force: true }));

async function stepsOf(options: { readonly durable?: boolean }, slow = "", sync = true): Promise<string[]> {
  await fsStore({ root: asked.root, sync }).put("there", new Uint8Array(1), { mode: "create" });
  Object.assign(asked, { steps: [], slow });
  const mode = options.durable === false ? "overwrite" : "create";
  await fsStore({ root: asked.root, sync }).put("a/b/file", new Uint8Array(9), { mode, ...options });
  return [...asked.steps];
}

it.each(["sync a/b/new", "sync a", "sync "])(
  "a file gets its name when its bytes and the folders above it are durable, also if %o takes long",
  async (slow) => {
    const steps = await stepsOf({}, slow);
    expect(steps.slice(0, 3).sort()).toEqual(["sync ", "sync a", "sync a/b/new"]);
    expect(steps.slice(3)).toEqual(["link", "sync a/b"]);
  },
);

it("nothing waits for the disk where that is not asked for", async () => {
  expect(await stepsOf({ durable: false })).toEqual(["rename"]);
});

it("nothing waits for the disk in a store that does not sync", async () => {
  expect(await stepsOf({}, "", false)).toEqual(["link"]);
});
