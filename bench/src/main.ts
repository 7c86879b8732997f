import { parseArgs } from "node:util";
import type { Group } from "./contender.js";
import { decode } from "./groups/decode.js";
import { encode } from "./groups/encode.js";
import { log } from "./groups/log.js";
import { pack } from "./groups/pack.js";
import { statement } from "./groups/statement.js";
import { unpack } from "./groups/unpack.js";
import { measure } from "./measure.js";
import { contestText } from "./print.js";

const groups: Readonly<Record<string, Group>> = { pack, unpack, encode, decode, log, statement };

const usage = `npm run bench -- [group…] [--rows 1000000] [--runs 5]
Groups: ${Object.keys(groups).join(", ")}. Default: all.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: "string", default: "1000000" },
      runs: { type: "string", default: "5" },
      help: { type: "boolean", default: false },
    },
  });
  const [rows, runs] = [Number(values.rows), Number(values.runs)];
  const unknown = positionals.find((name) => !Object.hasOwn(groups, name));
  if (values.help || unknown !== undefined || !(rows >= 1) || !(runs >= 1)) {
    console.error(unknown === undefined ? usage : `There is no group "${unknown}".\n${usage}`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  console.log(
    `Node ${process.version}, ${process.arch}, ${rows} rows, median of ${runs} runs (slowest to fastest)`,
  );
  for (const name of positionals.length === 0 ? Object.keys(groups) : positionals) {
    for await (const contest of (groups[name] as Group)({ rows })) {
      console.log(`\n${contestText(await measure(contest, runs))}`);
    }
  }
}

await main();
