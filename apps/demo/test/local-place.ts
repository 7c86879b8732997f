import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fsStore } from "@sluice/store-fs";
import { openLake } from "../src/lake.js";
import { delaysByMonth, flightsByMonth, ifStored, inNumbers, monthTotals, type Place } from "./place.js";

/** An empty folder, and DuckDB in this process. */
export async function localPlace(): Promise<Place & { readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), "sluice-demo-"));
  const open = async () => (await openLake({ target: "local", root, schema: "demo" })).io;
  const watching = await open();
  const store = fsStore(root);
  return {
    root,
    options: ["--target", "local", "--root", root],
    open,
    async look(query) {
      const statement = query === "flights" ? flightsByMonth : delaysByMonth;
      const rows = await ifStored(watching.query(statement, { as: monthTotals }));
      return rows && inNumbers(rows);
    },
    async keys(prefix) {
      const keys: string[] = [];
      for await (const { key } of store.list(prefix)) keys.push(key);
      return keys;
    },
    close: () => watching.close(),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
