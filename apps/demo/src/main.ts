import { parseArgs } from "node:util";
import { isSluiceError } from "@sluice/sdk";
import { runDemo } from "./demo.js";
import { openLake } from "./lake.js";

const usage = `Usage: npm run demo -- [--target local|trino] [--tables hive|iceberg] [--root ./lake] [--schema demo]

  --target   local: Parquet files and DuckDB, nothing to start (default)
             trino: MinIO and Trino of \`npm run stack\`, or those SLUICE_… variables name
  --tables   what Trino keeps: hive (default) or iceberg
  --root     folder of the local lake (default ./lake)
  --schema   schema in Trino, and folder in the bucket (default demo)`;

const { values } = parseArgs({
  options: {
    target: { type: "string", default: "local" },
    tables: { type: "string", default: "hive" },
    root: { type: "string", default: "./lake" },
    schema: { type: "string", default: "demo" },
    help: { type: "boolean", default: false },
  },
});

const { target, tables, root, schema } = values;
if (
  values.help ||
  (target !== "local" && target !== "trino") ||
  (tables !== "hive" && tables !== "iceberg") ||
  (tables === "iceberg" && target === "local") ||
  !/^[a-z][a-z0-9_]*$/.test(schema)
) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    const { io, ...lake } = await openLake({ target, tables, root, schema });
    try {
      await runDemo(io, lake);
    } finally {
      await io.close();
    }
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
