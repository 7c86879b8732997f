import { parseArgs } from "node:util";
import { isSluiceError } from "@sluice/sdk";
import { runDemo } from "./demo.js";
import { openLake } from "./lake.js";

const usage = `Usage: npm run demo -- [--target local|trino] [--root ./lake]

  --target   local: Parquet files and DuckDB, nothing to start (default)
             trino: MinIO and Trino of \`npm run stack\`, or those SLUICE_… variables name
  --root     folder of the local lake (default ./lake)`;

const { values } = parseArgs({
  options: {
    target: { type: "string", default: "local" },
    root: { type: "string", default: "./lake" },
    help: { type: "boolean", default: false },
  },
});

if (values.help || (values.target !== "local" && values.target !== "trino")) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    const { io, where } = await openLake(values.target, values.root);
    try {
      await runDemo(io, where);
    } finally {
      await io.close();
    }
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
