import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cacheDirectory, cached } from "../src/stack/cache.js";
import { pause } from "../src/stack/until.js";
import { temporaryFolder } from "./temporary-folder.js";

const ended = { pid: 4_000_000, started: "never" };
const target = () => join(temporaryFolder("cache"), "thing");
const onWait = () => {};

it("lies where the environment says", () => {
  expect(cacheDirectory({ SLUICE_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
  expect(cacheDirectory({ XDG_CACHE_HOME: "/b" })).toBe("/b/sluice");
  expect(cacheDirectory({})).toBe(join(homedir(), ".cache/sluice"));
});

it("fills once, and two that come together fill once", async () => {
  const thing = target();
  let fills = 0;
  const fill = async (directory: string) => {
    fills += 1;
    await pause(50);
    writeFileSync(join(directory, "file"), "whole");
  };
  await Promise.all([cached(thing, { fill, onWait }), cached(thing, { fill, onWait })]);
  await cached(thing, { fill, onWait });
  expect(fills).toBe(1);
  expect(readdirSync(join(thing, ".."))).toEqual(["thing"]);
});

it("leaves nothing that looks whole when filling fails", async () => {
  const thing = target();
  const fill = async () => {
    throw new Error("cut off");
  };
  await expect(cached(thing, { fill, onWait })).rejects.toThrow("cut off");
  expect(existsSync(thing)).toBe(false);
  expect(readdirSync(join(thing, ".."))).toEqual([]);
});

it("takes over from a process that was killed, and clears what it left", async () => {
  const thing = target();
  writeFileSync(`${thing}.lock`, JSON.stringify(ended));
  mkdirSync(`${thing}.part-old`);
  await cached(thing, { fill: async (directory) => writeFileSync(join(directory, "file"), "whole"), onWait });
  expect(readdirSync(join(thing, ".."))).toEqual(["thing"]);
});
