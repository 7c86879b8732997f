import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineAsset, type IOManager, int32, local, table } from "@sluice/local";
import { refused } from "@sluice/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let root: string;
let io: IOManager;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-refused-"));
  io = local(root, { sync: false });
});
afterAll(async () => {
  await io.close();
  await rm(root, { recursive: true });
});

describe("what cannot be kept is refused, and nothing changes", () => {
  it.each(refused)("$name", async ({ name, column, value, code }) => {
    const type = table({ id: int32(), value: column });
    const asset = defineAsset({ key: keyOf(name), type });
    const bad = [{ id: 0, value }] as never;
    await io.store(asset, []);
    const before = await files();
    await expect(io.store(asset, bad)).rejects.toMatchObject({ code });
    await expect(io.store(asset, bad, { mode: "append" })).rejects.toMatchObject({ code });
    expect(await files()).toEqual(before);
    expect(await io.load(asset)).toEqual([]);
  });
});

function keyOf(name: string): string {
  return name.replaceAll(/\W+/g, "-");
}

/** Every file below the root with a hash of what it holds. */
async function files(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashed = paths.map(
    async (path) =>
      `${path} ${createHash("sha256")
        .update(await readFile(path))
        .digest("hex")}`,
  );
  return (await Promise.all(hashed)).sort();
}
