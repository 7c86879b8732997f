import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, type IOManager, int64, table } from "@sluice/sdk";
import type { ObjectStore } from "@sluice/sdk/plugin";
import { type IcebergOptions, iceberg } from "@sluice/trino";
import { expect } from "vitest";
import { FakeIceberg, sharedStore } from "./fake-iceberg.js";

export const rows = defineAsset({ key: "sales/rows", type: table({ id: int64() }), mode: "append" });

/** One process that stores into Iceberg tables of the server. */
export const open = (server: FakeIceberg, store: ObjectStore, options: IcebergOptions = {}): IOManager =>
  createIOManager({
    handlers: [parquet({ workers: 0 })],
    store,
    catalog: iceberg(options).open(server.client(), {
      server: "http://fake",
      user: "u",
      catalog: "iceberg",
      schema: "s",
    }),
    retry: false,
  });

export const put = (io: IOManager, id: number, key: string, mode: "append" | "replace" = "append") =>
  io.store(rows, [{ id }], { idempotencyKey: key, mode });

/** A server and a store with one row. */
export async function begun(): Promise<{ server: FakeIceberg; store: ObjectStore }> {
  const [server, store] = [new FakeIceberg(), sharedStore()];
  await put(open(server, store), 1, "first");
  return { server, store };
}

/** The table holds just the folders of the log's newest snapshot. */
export async function expectInStep(server: FakeIceberg, io: IOManager, message?: string): Promise<void> {
  const files = await io.files(rows);
  const folders = files.map(({ url }) => url.slice(0, url.lastIndexOf("/")));
  expect(server.folders.toSorted(), message).toEqual(folders.toSorted());
}
