import { parseArgs } from "node:util";
import { isSluiceError } from "@sluice/sdk";
import { runDemo } from "./demo.js";
import { openLake } from "./lake.js";

const usage = `Usage: npm run demo -- [--target local|trino] [--root ./lake] [--schema demo]

  --target   local: Parquet files and DuckDB, nothing to start (default)
             trino: MinIO and Trino of \`npm run stack\`, or those SLUICE_… variables name
  --root     folder of the local lake (default ./lake)
  --schema   schema in Trino, and folder in the bucket (default demo)`;

const { values } = parseArgs({
  options: {
    target: { type: "string", default: "local" },
    root: { type: "string", default: "./lake" },
    schema: { type: "string", default: "demo" },
    help: { type: "boolean", default: false },
  },
});

const { target, root, schema } = values;
if (values.help || (target !== "local" && target !== "trino") || !/^[a-z][a-z0-9_]*$/.test(schema)) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    const { io, where } = await openLake({ target, root, schema });
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
