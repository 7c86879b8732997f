import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, int64, memoryStore, table } from "@sluice/sdk";
import { iceberg } from "@sluice/trino";
import { expect, it } from "vitest";
import { FakeIceberg, sharedStore } from "./fake-iceberg.js";

interface Given {
  readonly catalog: string;
  readonly stage?: string;
  readonly catalogs?: readonly string[];
  readonly adds?: boolean;
}

const check = (options: Given, version = "476") => {
  const server = new FakeIceberg();
  server.version = version;
  server.catalogs = options.catalogs ?? server.catalogs;
  server.addsFrom = options.adds ? memoryStore() : undefined;
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
    {
      level: "ok",
      message: "Appends are INSERTs: iceberg has no iceberg.add-files-procedure.enabled=true.",
    },
  ]);
});

it.each([["hive"], ["nocat"]])("a store says what to name where the catalog is %s", async (catalog) => {
  const server = new FakeIceberg();
  const tables = iceberg().open(server.client(), { server: "http://fake", user: "u", catalog, schema: "s" });
  const io = createIOManager({ handlers: [parquet({ workers: 0 })], store: sharedStore(), catalog: tables });
  const asset = defineAsset({ key: "a", type: table({ id: int64() }) });
  await expect(io.store(asset, [{ id: 1 }])).rejects.toMatchObject({
    code: "CONFIGURATION_INVALID",
    details: { option: "catalog" },
    hint: expect.stringContaining("trino({ catalog }): iceberg"),
  });
});

it("says how files reach tables without a Hive catalog, and that they do not", async () => {
  const found = async (adds: boolean) =>
    (await check({ catalog: "iceberg", catalogs: ["iceberg"], adds }, "476"))?.slice(2);
  expect(await found(true)).toEqual([
    {
      level: "ok",
      message:
        "Tables of iceberg without partitions take over the files of appends; other files reach tables through iceberg itself.",
    },
  ]);
  expect(await found(false)).toEqual([
    {
      level: "error",
      message:
        "Files cannot reach Iceberg tables: there is no Hive catalog, and iceberg has no iceberg.add-files-procedure.enabled=true.",
      hint: expect.stringContaining("iceberg.add-files-procedure.enabled=true"),
    },
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
