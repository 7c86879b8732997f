import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { connectStack } from "../src/stack/connect.js";
import { endLeftovers, endShared } from "../src/stack/end-record.js";
import { identifyProcess, isRunning, signalProcess } from "../src/stack/process-identity.js";
import {
  addRecord,
  isLive,
  removeRecord,
  runDirectory,
  type StackRecord,
  sharedRecord,
} from "../src/stack/record.js";
import { temporaryFolder } from "./temporary-folder.js";

const self = identifyProcess(process.pid)!;
const ended = { pid: 4_000_000, started: "never" };
const newCache = () => temporaryFolder("cache");

it("tells a process from a later one with its pid", () => {
  expect(isRunning(self)).toBe(true);
  const later = { ...self, started: "another time" };
  expect(isRunning(later)).toBe(false);
  signalProcess(later, "SIGKILL");
  expect(isRunning(ended)).toBe(false);
});

it("lets one shared stack in, and the next one after it is gone", async () => {
  const cache = newCache();
  const first = record({ id: "first", owner: self });
  expect(await addRecord(cache, first)).toBeUndefined();
  expect(await addRecord(cache, record({ id: "second", owner: self }))).toEqual(first);
  await removeRecord(cache, record({ id: "second" }));
  expect(await sharedRecord(cache)).toEqual(first);
  await removeRecord(cache, first);
  expect(await sharedRecord(cache)).toBeUndefined();
});

it("takes the place of a stack that is dead", async () => {
  const cache = newCache();
  await addRecord(cache, record({ id: "dead", owner: ended }));
  const alive = record({ id: "alive", owner: self });
  const all = await Promise.all([addRecord(cache, alive), addRecord(cache, alive)]);
  expect(all.filter((holder) => holder === undefined)).toHaveLength(1);
  expect(await sharedRecord(cache)).toEqual(alive);
});

it("ends the servers of a killed starter, and its data", async () => {
  const cache = newCache();
  const identity = await sleeper();
  const directory = join(runDirectory(cache), "data");
  mkdirSync(directory, { recursive: true });
  const left = record({ phase: "ready", temporary: true, directory, servers: [server(identity)] });
  await addRecord(cache, left);
  expect(isLive(left)).toBe(true);
  expect(await endShared(cache)).toBe(true);
  expect(isRunning(identity)).toBe(false);
  expect(existsSync(directory)).toBe(false);
  expect(await endShared(cache)).toBe(false);
});

it("ends a starter that is still fetching, also of a stack that is to outlive it", async () => {
  for (const detached of [false, true]) {
    const cache = newCache();
    const owner = await sleeper();
    await addRecord(cache, record({ owner, detached }));
    expect(await endShared(cache)).toBe(true);
    expect(isRunning(owner)).toBe(false);
    expect(await sharedRecord(cache)).toBeUndefined();
  }
});

it("leaves the starter of a stack alone that outlives it", async () => {
  const cache = newCache();
  const owner = await sleeper();
  await addRecord(cache, record({ owner, detached: true, phase: "ready" }));
  await endShared(cache);
  expect(isRunning(owner)).toBe(true);
  signalProcess(owner, "SIGKILL");
});

it("ends what a killed test run left, and not what a running one uses", async () => {
  const cache = newCache();
  const [orphan, used] = [await sleeper(), await sleeper()];
  await addRecord(cache, record({ id: "a", shared: false, phase: "ready", servers: [server(orphan)] }));
  await addRecord(
    cache,
    record({ id: "b", shared: false, phase: "ready", owner: self, servers: [server(used)] }),
  );
  expect(await endLeftovers(cache)).toBe(1);
  expect([isRunning(orphan), isRunning(used)]).toEqual([false, true]);
  signalProcess(used, "SIGKILL");
});

it("keeps a data directory that was given", async () => {
  const cache = newCache();
  const directory = newCache();
  await addRecord(cache, record({ directory, temporary: false }));
  await endShared(cache);
  expect(existsSync(directory)).toBe(true);
});

it("refuses a running stack of which one server has ended", async () => {
  const cache = newCache();
  const identity = await sleeper();
  await addRecord(cache, record({ phase: "ready", servers: [server(identity), server(ended)] }));
  await expect(connectStack({ environment: { SLUICE_CACHE: cache } })).rejects.toMatchObject({
    code: "STACK_FAILED",
    hint: expect.stringContaining("npm run stack:stop"),
  });
  signalProcess(identity, "SIGKILL");
});

function record(values: Partial<StackRecord>): StackRecord {
  return {
    id: "id",
    owner: ended,
    shared: true,
    detached: false,
    phase: "starting",
    directory: "/nowhere",
    temporary: true,
    servers: [],
    environment: {},
    ...values,
  };
}

const server = (identity: StackRecord["owner"]) => ({
  name: "minio",
  identity,
  log: "minio.log",
  address: "http",
});

async function sleeper() {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  await new Promise((resolve) => child.once("spawn", resolve));
  return identifyProcess(child.pid!)!;
}
