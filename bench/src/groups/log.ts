import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, type IOManager, int64, memoryStore, string, table } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { fsStore } from "@sluice/store-fs";
import type { Contender, Contest } from "../contender.js";

const events = defineAsset({
  key: "events",
  type: table({ id: int64(), name: string() }),
  mode: "append",
});
const lengths = [10, 10_000];
/** Appends in one run: the recent commits are kept with every second one. */
const appends = 10;

/** A one-row append on local files, after few commits and after many: by a process that knows the log, and by one that does not. */
export async function* log(): AsyncGenerator<Contest> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-bench-"));
  try {
    const logs = await Promise.all(lengths.map((length) => logOf(length, join(folder, String(length)))));
    const facts = await Promise.all(logs.map(factsOf));
    yield { name: `one-row append (${facts.join("; ")})`, of: appends, contenders: logs.map(warm) };
    yield { name: "one-row append by a new io manager", of: 1, contenders: logs.map(cold) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Log {
  readonly length: number;
  readonly store: ObjectStore;
}

const open = (store: ObjectStore): IOManager => createIOManager({ handlers: [jsonl()], store });
const append = (io: IOManager) => io.store(events, [{ id: 1, name: "one" }]);

/** Made in memory, then copied. */
async function logOf(length: number, root: string): Promise<Log> {
  const memory = memoryStore();
  const io = open(memory);
  for (let number = 1; number <= length; number++) await append(io);
  const copy = fsStore({ root, sync: false });
  for await (const { key } of memory.list("")) {
    await copy.put(key, (await memory.get(key)).bytes, { mode: "create" });
  }
  return { length, store: fsStore(root) };
}

/** How large the log is, checkpoints and seals counted, and what finding its head costs. */
async function factsOf({ length, store }: Log): Promise<string> {
  let byteLength = 0;
  for await (const each of store.list("events/_")) byteLength += each.byteLength;
  let requests = 0;
  const counted: ObjectStore = {
    ...store,
    get(...args) {
      requests++;
      return store.get(...args);
    },
    list(...args) {
      requests++;
      return store.list(...args);
    },
  };
  await open(counted).partitions(events);
  return `${length} commits: ${(byteLength / 1e6).toFixed(2)} MB, ${requests} requests`;
}

function warm({ length, store }: Log): Contender {
  const io = open(store);
  return {
    name: `after ${length} commits`,
    async run() {
      for (let each = 0; each < appends; each++) await append(io);
      return appends;
    },
  };
}

function cold({ length, store }: Log): Contender {
  return {
    name: `after ${length} commits`,
    async run() {
      await append(open(store));
      return 1;
    },
  };
}
