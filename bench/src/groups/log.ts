import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, type IOManager, int64, memoryStore, string, table } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { fsStore } from "@sluice/store-fs";
import type { Contender, Contest, Group, SetUp } from "../contender.js";

const events = defineAsset({
  key: "events",
  type: table({ id: int64(), name: string() }),
  mode: "append",
});
const lengths = [10, 100, 1000, 10_000];
/** Appends in one run: the recent commits are kept with every second one. */
const appends = 10;

/** A one-row append on local files, after few commits and after many: by a process that knows the log, and by one that does not. */
export const log: Group = {
  name: "log",
  contests: () => [
    { ...contest("one-row append"), of: appends, contenders: lengths.map(warm) },
    { ...contest("one-row append by a new io manager"), of: 1, contenders: lengths.map(cold) },
  ],
};

const contest = (name: string): Omit<Contest, "contenders"> => ({ name, rows: 1, setUp: logs });

const open = (store: ObjectStore): IOManager => createIOManager({ handlers: [jsonl()], store });
const append = (io: IOManager) => io.store(events, [{ id: 1, name: "one" }]);

/** A folder with a log of each length. */
async function logs(): Promise<SetUp> {
  const given = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  for (const length of lengths) await logOf(length, join(given, String(length)));
  return { given, tearDown: () => rm(given, { recursive: true }) };
}

/** Made in memory, then copied. */
async function logOf(length: number, root: string): Promise<void> {
  const memory = memoryStore();
  const io = open(memory);
  for (let number = 1; number <= length; number++) await append(io);
  const copy = fsStore({ root, sync: false });
  for await (const { key } of memory.list("")) {
    await copy.put(key, (await memory.get(key)).bytes, { mode: "create" });
  }
}

/** Each process appends to a log of its own. */
async function ownLog(
  length: number,
  given: string,
): Promise<{ store: ObjectStore; close(): Promise<void> }> {
  const root = await mkdtemp(join(given, "own-"));
  await cp(join(given, String(length)), root, { recursive: true });
  return { store: fsStore(root), close: () => rm(root, { recursive: true }) };
}

function warm(length: number): Contender {
  return {
    name: `after ${length} commits`,
    async prepare(given) {
      const { store, close } = await ownLog(length, given);
      const io = open(store);
      const run = async (): Promise<number> => {
        for (let each = 0; each < appends; each++) await append(io);
        return appends;
      };
      return { run, close };
    },
  };
}

function cold(length: number): Contender {
  return {
    name: `after ${length} commits`,
    async prepare(given) {
      const { store, close } = await ownLog(length, given);
      const run = async (): Promise<number> => {
        await append(open(store));
        return 1;
      };
      return { run, close };
    },
  };
}
