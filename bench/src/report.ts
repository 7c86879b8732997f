import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chart } from "./chart.js";
import { performancePage } from "./performance-page.js";
import type { Results } from "./results.js";
import type { ContestResult } from "./timing.js";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));

/** Draws `docs/performance.md` from the results of a run, by default `bench/results.json`. */
async function main(path = fileURLToPath(new URL("../results.json", import.meta.url))): Promise<void> {
  const results = JSON.parse(await readFile(path, "utf8")) as Results;
  const folder = join(docs, "performance");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const names = new Map(results.contests.map((contest) => [contest, `${slug(contest.name)}.svg`]));
  for (const [contest, name] of names) await writeFile(join(folder, name), chart(contest));
  const address = (contest: ContestResult): string => `performance/${names.get(contest)}`;
  await writeFile(join(docs, "performance.md"), performancePage(results, address));
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

await main(process.argv[2]);
