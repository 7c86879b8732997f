import { jsonl } from "@sluice/handler-jsonl";
import { defineAsset, int64, memoryStore, string, table, value } from "@sluice/sdk";
import { expect, it, vi } from "vitest";
import { createIOManager } from "../src/io/create-io-manager.js";
import type * as lazyWrites from "../src/log/lazy-writes.js";

const made = vi.hoisted(() => ({ partitions: 0 }));

vi.mock("../src/log/lazy-writes.js", async (importOriginal) => {
  const { partitionWith } = await importOriginal<typeof lazyWrites>();
  const counted: typeof partitionWith = (live, make) =>
    partitionWith(live, () => {
      made.partitions++;
      return make();
    });
  return { partitionWith: counted };
});

it("an append by a new process makes nothing of the writes there are", async () => {
  const events = defineAsset({
    key: "events",
    type: table({ id: int64(), kind: string() }),
    partitions: { kind: value("kind") },
    mode: "append",
  });
  const store = memoryStore();
  const open = () => createIOManager({ handlers: [jsonl()], store });
  const first = open();
  for (let id = 1; id <= 100; id++) await first.store(events, [{ id, kind: `k${id % 3}` }], { split: true });
  await open().store(events, [{ id: 101, kind: "k1" }], { split: true });
  await open().store(events, [{ id: 102, kind: "k2" }], { partition: "k2" });
  expect(made.partitions).toBe(0);
  expect(await open().load(events, { partition: "k2" })).toHaveLength(34);
  expect(made.partitions).toBe(1);
});
