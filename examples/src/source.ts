// Reads a table that others made, as an input and in SQL: one of the engine's, or a file that the engine reads.
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineSource, int64, sql, string, table } from "@sluice/sdk";
import { io } from "./lake.js";

const file = join(tmpdir(), "sluice-nation.csv");
await writeFile(file, "nationkey,name\n7,GERMANY\n8,INDIA\n");
const nation = defineSource({
  key: "nation",
  type: table({ nationkey: int64(), name: string() }),
  on: { trino: { table: "tpch.tiny.nation" }, duckdb: { file } },
});

for await (const { name } of io.stream(nation, { where: { nationkey: 7 } })) console.log(name);
const counted = sql`SELECT count(*) AS nations FROM ${nation} WHERE name IN ('GERMANY', 'INDIA')`;
console.log(await io.query(counted, { as: table({ nations: int64() }) }));
await io.close();
