import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore } from "@sluice/store-fs";
import { describeObjectStore } from "@sluice/testkit";
import { afterAll, describe, it } from "vitest";

const roots: string[] = [];

async function newRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "sluice-fs-"));
  roots.push(root);
  return root;
}

afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

describe("synced", () => describeObjectStore({ describe, it }, async () => fsStore(await newRoot())));

describe("not synced", () => {
  describeObjectStore({ describe, it }, async () =>
    fsStore({ root: join(await newRoot(), "new"), sync: false }),
  );
});
