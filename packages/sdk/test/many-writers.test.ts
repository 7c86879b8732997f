import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore } from "@sluice/store-fs";
import { expect, it } from "vitest";
import { checkManyWriters } from "./many-writers.js";
import { writeManyWritersReport } from "./many-writers-report.js";

const long = process.env.SLUICE_LONG === "1";
const [writers, appends, readers] = long ? [16, 25, 4] : [4, 10, 1];

it(`${writers} processes append ${appends} times each to local files, every row once`, {
  timeout: writers * appends * 5_000,
}, async () => {
  const root = await mkdtemp(join(tmpdir(), "sluice-writers-"));
  try {
    const found = await checkManyWriters({
      place: { root },
      store: fsStore(root),
      writers,
      appends,
      readers,
    });
    expect(found.appends).toBe(writers * appends);
    if (long) await writeManyWritersReport("local files", found);
  } finally {
    await rm(root, { recursive: true });
  }
});
