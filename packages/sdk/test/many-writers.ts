import { execFile } from "node:child_process";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { jsonl } from "@sluice/handler-jsonl";
import { createIOManager, defineAsset, type IOManager, int32, string, table, value } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { expect } from "vitest";

const program = join(import.meta.dirname, "programs/append.mjs");
// As in programs/events.mjs.
const events = defineAsset({
  key: "busy/events",
  type: table({ writer: int32(), turn: int32(), part: int32(), region: string() }),
  partitions: { region: value("region") },
  mode: "append",
});
/** Rows of one append, over two partitions. */
const rowsEach = 4;

export interface ManyWriters {
  /** What a process opens its store with. */
  readonly place: object;
  /** The same store, for the reader. */
  readonly store: ObjectStore;
  readonly writers: number;
  readonly appends: number;
  /** Each with its own look at what is there, as fast as it can. More than one of them come before the writers. */
  readonly readers: number;
}

/**
 * Many processes append to one asset at once, while readers look as fast as they can. Throws where a row is lost or
 * there twice, where the history is no line, or where a reader saw part of an append or went back.
 */
export async function checkManyWriters({ place, store, writers, appends, readers }: ManyWriters) {
  const io = createIOManager({ handlers: [jsonl()], store });
  const watching = new AbortController();
  const watched = Array.from({ length: readers }, () => watch(io, watching.signal));
  const from = performance.now();
  const done = await Promise.all(
    Array.from({ length: writers }, (_, writer) => run({ place, writer, appends }, readers > 1)),
  ).finally(() => watching.abort());
  const seconds = (performance.now() - from) / 1000;
  const seen = await Promise.all(watched);
  expect(seen.flatMap(({ anomalies }) => anomalies)).toEqual([]);
  const looks = seen.reduce((sum, each) => sum + each.looks, 0);
  const loads = seen.reduce((sum, each) => sum + each.loads, 0);
  expect(looks).toBeGreaterThan(0);

  const total = writers * appends;
  const wrote = done.flatMap(({ snapshots }) => snapshots);
  const history = (await io.snapshots(events, { limit: total + 1 })).reverse();
  expect(history.map(({ snapshot }) => snapshot)).toEqual(numbersTo(total));
  expect(new Set(history.map(({ write }) => write)).size).toBe(total);
  expect(wrote.map(({ snapshot }) => snapshot).sort((one, other) => one - other)).toEqual(numbersTo(total));
  for (const { snapshot, write } of wrote) expect(history[snapshot - 1]?.write).toBe(write);

  const rows = await io.load(events);
  const names = rows.map(({ writer, turn, region, part }) => `${writer} ${turn} ${region} ${part}`);
  expect(rows).toHaveLength(total * rowsEach);
  expect(new Set(names).size).toBe(total * rowsEach);
  await io.close();
  const conflicts = done.reduce((sum, each) => sum + each.conflicts, 0);
  return { appends: total, conflicts, seconds, looks, loads, looksEachSecond: looks / seconds };
}

interface Done {
  /** Numbers of the log that another writer had first. */
  readonly conflicts: number;
  readonly snapshots: readonly { readonly snapshot: number; readonly write: string }[];
}

/** Writers that many readers are to come before run at low priority: they would leave them little of a small machine. */
async function run(options: object, low: boolean): Promise<Done> {
  const running = promisify(execFile)(process.execPath, [program, JSON.stringify(options)]);
  const { pid } = running.child;
  if (low && pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  const { stdout } = await running;
  return JSON.parse(stdout) as Done;
}

const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Looks at the files of the newest snapshot over and over, and now and then at the rows. */
async function watch(io: IOManager, until: AbortSignal) {
  const seen = { looks: 0, loads: 0, anomalies: [] as string[] };
  let [writes, rows] = [0, 0];
  const look = async (): Promise<void> => {
    const counts = new Map<string, number>();
    for (const file of await io.files(events)) {
      const write = /write=(\w+)/.exec(file.url)?.[1] ?? file.url;
      counts.set(write, (counts.get(write) ?? 0) + file.rows);
    }
    for (const [write, count] of counts) {
      if (count !== rowsEach) seen.anomalies.push(`${count} rows of ${write}`);
    }
    if (counts.size < writes) seen.anomalies.push(`${counts.size} writes after ${writes}`);
    writes = counts.size;
    seen.looks++;
  };
  const load = async (): Promise<void> => {
    const counts = new Map<string, number>();
    for (const { writer, turn } of await io.load(events)) {
      const append = `${writer} ${turn}`;
      counts.set(append, (counts.get(append) ?? 0) + 1);
    }
    for (const [append, count] of counts) {
      if (count !== rowsEach) seen.anomalies.push(`${count} rows of append ${append}`);
    }
    if (counts.size < rows) seen.anomalies.push(`${counts.size} appends after ${rows}`);
    rows = counts.size;
    seen.loads++;
  };
  while (!until.aborted) {
    try {
      await look();
      if (seen.looks % 100 === 1) await load();
    } catch (error) {
      // Nothing is there before the first append.
      const text = String(error);
      if (writes > 0 || !text.includes("ASSET_NOT_FOUND")) seen.anomalies.push(text);
    }
    await pause(1);
  }
  return seen;
}
