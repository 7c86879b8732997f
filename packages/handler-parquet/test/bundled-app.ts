import { deepStrictEqual } from "node:assert/strict";
import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, isSluiceError, table } from "@sluice/sdk";
import { fsStore } from "@sluice/store-fs";
import { columns, edgeRows, loaded } from "./all-types.js";
import { nestedRows, nestedTable } from "./nested-rows.js";

// Stores rows of every type in ./lake and loads them back. Not at the top level: a CommonJS bundle cannot wait there.
async function main(): Promise<void> {
  const flat = defineAsset({ key: "rows/flat", type: table(columns) });
  const nested = defineAsset({ key: "rows/nested", type: nestedTable });
  for (const workers of [1, 2]) {
    const io = createIOManager({ handlers: [parquet({ workers })], store: fsStore({ root: "lake" }) });
    await io.store(flat, edgeRows);
    deepStrictEqual(await io.load(flat), edgeRows.map(loaded));
    await io.store(nested, nestedRows);
    deepStrictEqual(await io.load(nested), nestedRows);
    await io.close();
  }
}

main().then(
  () => console.log("as they were"),
  (error: unknown) => {
    if (!isSluiceError(error)) throw error;
    console.log(JSON.stringify({ code: error.code, message: error.message, hint: error.hint }));
    process.exitCode = 1;
  },
);
