import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Group } from "./contender.js";
import { groups } from "./groups/index.js";
import { machine } from "./machine.js";
import { contestText } from "./print.js";
import type { Results } from "./results.js";
import { measure } from "./rounds.js";
import { openStack } from "./stack.js";
import type { ContestResult } from "./timing.js";
import { versions } from "./versions.js";

const usage = `npm run bench -- [group…] [--rows 1000000] [--rounds 3] [--json results.json]
Groups: ${groups.map(({ name }) => name).join(", ")}, all. Default: all.`;

const method = `Each contender runs in processes of its own, a new one each round, the contenders of a contest in turns. A process gets
ready, warms up with one run, and is measured in at least one more; its middle run counts. Printed: the median of the
rounds and their spread, processor time of all threads, and the peak memory of the process.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: "string", default: "1000000" },
      rounds: { type: "string", default: "3" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [rows, rounds] = [Number(values.rows), Number(values.rounds)];
  const unknown = positionals.find((word) => word !== "all" && !groups.some(({ name }) => name === word));
  if (values.help || unknown !== undefined || !(rows >= 1) || !(rounds >= 1)) {
    console.error(unknown === undefined ? usage : `There is no group "${unknown}".\n${usage}`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const all = positionals.length === 0 || positionals.includes("all");
  const wanted = groups.filter(({ name }) => all || positionals.includes(name));
  const on = machine();
  console.log(
    `Node ${on.node}, ${on.threads} threads, ${on.processor}; ${rows} rows, ${rounds} rounds\n${method}`,
  );
  const of = { formatVersion: 1 as const, machine: on, versions: await versions(), rows, rounds, method };
  const contests: ContestResult[] = [];
  for await (const contest of run(wanted, rows, rounds)) {
    console.log(`\n${contestText(contest)}`);
    contests.push(contest);
    if (values.json !== undefined) await save(values.json, { ...of, contests });
  }
}

// After every contest: a run takes long, and what it found outlives its end.
async function save(path: string, results: Results): Promise<void> {
  await writeFile(path, `${JSON.stringify(results, undefined, 1)}\n`);
}

async function* run(
  wanted: readonly Group[],
  rows: number,
  rounds: number,
): AsyncGenerator<ContestResult, void, undefined> {
  const stack = wanted.some((group) => group.stack) ? await openStack() : undefined;
  try {
    for (const group of wanted) {
      for (const [index, contest] of group.contests({ rows }).entries()) {
        const environment = stack?.environment ?? {};
        yield await measure(contest, { group: group.name, index, rows, rounds, environment });
      }
    }
  } finally {
    await stack?.stop();
  }
}

await main();
