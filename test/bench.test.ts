import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { chart } from "../bench/src/chart.js";
import { groups } from "../bench/src/groups/index.js";
import { performancePage } from "../bench/src/performance-page.js";
import type { Results } from "../bench/src/results.js";
import { outcomes, targets } from "../bench/src/targets.js";
import type { ContestResult, Turn } from "../bench/src/timing.js";

const turn = (millis: number): Turn => ({
  rows: 1_000_000,
  millis: [millis * 2, millis, millis * 0.9],
  cpuMillis: [millis],
  peakBytes: 3e8,
  steps: { pack: 300, encode: 200, put: 100, write: 450, total: 500 },
});
const contest: ContestResult = {
  group: "pack",
  name: "pack: flights, 5 columns",
  rows: 1_000_000,
  timings: [
    { name: "sluice packRows", turns: [turn(400), turn(500), turn(600)] },
    { name: "apache-arrow tableFromJSON", turns: [turn(4000)] },
    { name: "a <third>", turns: [], skipped: "it is not there" },
  ],
};

const wide: ContestResult = { ...contest, name: "pack: lineitem, 16 columns" };

it("every target names a contest and contenders there are", () => {
  const contests = groups.flatMap((group) => group.contests({ rows: 1_000_000 }));
  const names = new Map(contests.map(({ name, contenders }) => [name, contenders.map((each) => each.name)]));
  for (const { contest: name, ours, against = ours } of targets) {
    expect(names.get(name), name).toEqual(expect.arrayContaining([ours, against]));
  }
});

it("contests and contenders are told apart by their names, and ours comes first", () => {
  const contests = groups.flatMap((group) => group.contests({ rows: 1_000_000 }));
  expect(new Set(contests.map(({ name }) => name)).size).toBe(contests.length);
  for (const { name, contenders } of contests) {
    expect(new Set(contenders.map((each) => each.name)).size, name).toBe(contenders.length);
    expect(contenders[0]?.name).toMatch(/^sluice|^after|^\d/);
  }
});

it("a process finds its group in a file of that name", () => {
  for (const { name } of groups) {
    const text = readFileSync(new URL(`../bench/src/groups/${name}.ts`, import.meta.url), "utf8");
    expect(text).toContain(`export const ${name}: Group = {\n  name: "${name}",`);
  }
});

it("a target is met by the medians of the rounds", () => {
  const found = outcomes([contest, wide]).filter(({ measured }) => measured !== undefined);
  expect(found.map(({ wanted, measured, met }) => [wanted, measured, met])).toEqual([
    ["≥ 2.00 M rows/s", "2.00 M rows/s", true],
    ["≥ 10× apache-arrow tableFromJSON", "8.00×", false],
  ]);
});

it("the page tells what was measured, what was not, and where the time went", () => {
  const results: Results = {
    formatVersion: 1,
    machine: { system: "Linux 6.1", processor: "P", threads: 2, memoryBytes: 2 ** 34, node: "v20.0.0" },
    versions: { "apache-arrow": "21.2.0" },
    rows: 1_000_000,
    rounds: 3,
    method: "In turns.",
    contests: [contest, wide],
  };
  const page = performancePage(results, () => "pack.svg");
  expect(page).toContain("| sluice packRows | 2.00 | 1.67 to 2.50 | 2.00 | 300 |");
  expect(page).toContain("| a <third> | skipped: it is not there | | | |");
  expect(page).toContain(
    "pack 300, encode 200, put 100, write 450, total 500. Packing, encoding and putting overlapped by 150.",
  );
  expect(page).toContain("| 8.00× | missed. ");
  expect(page).toContain("- apache-arrow 21.2.0");
});

it("a chart has a bar for everyone who took part", () => {
  const svg = chart(contest);
  expect(svg.match(/<rect x/g)).toHaveLength(2);
  expect(svg).toContain("pack: flights, 5 columns");
  expect(svg).not.toContain("<third>");
});
