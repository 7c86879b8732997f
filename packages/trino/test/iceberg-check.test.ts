import { memoryStore } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { expect, it } from "vitest";
import { FakeIceberg } from "./fake-iceberg.js";

const check = (options: { catalog: string; stage?: string }, version = "476") => {
  const server = new FakeIceberg();
  server.version = version;
  const { stage, catalog } = options;
  const tables = iceberg({ ...(stage !== undefined && { stage }) });
  const opened = tables.open(server.client(), { server: "http://fake", user: "u", catalog, schema: "s" });
  return opened.check?.({ store: memoryStore() });
};

it("finds the server and both catalogs", async () => {
  expect(await check({ catalog: "iceberg" })).toEqual([
    { level: "ok", message: "Trino 476 answers at fake." },
    { level: "ok", message: "Catalog iceberg is of the iceberg connector." },
    { level: "ok", message: "Catalog hive is of the hive connector." },
  ]);
});

it("says what to name where they are others, and that the server is too old", async () => {
  expect(await check({ catalog: "hive", stage: "nope" }, "440")).toMatchObject([
    { level: "error", message: expect.stringContaining("older than 450") },
    {
      level: "error",
      message: "Catalog hive is of the hive connector.",
      hint: "Name one with connector.name=iceberg in trino({ catalog }): iceberg. It holds the tables.",
    },
    {
      level: "error",
      message: "Trino has no catalog nope.",
      hint: "Name one with connector.name=hive in iceberg({ stage }): hive. Files reach Iceberg tables through it.",
    },
  ]);
});
