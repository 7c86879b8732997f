import { parquet } from "@sluice/handler-parquet";
import { createIOManager, defineAsset, type IOManager, int64, table, type WriteMode } from "@sluice/sdk";
import type { Catalog, ObjectStore, Snapshot } from "@sluice/sdk/plugin";
import { type IcebergOptions, iceberg } from "@sluice/trino";
import { expect } from "vitest";
import { FakeIceberg, sharedStore } from "./fake-iceberg.js";

export const rows = defineAsset({
  key: "sales/rows",
  type: table({ id: int64() }),
  mode: "append",
  primaryKey: ["id"],
});

const scanned = new WeakMap<IOManager, Snapshot>();

/** The Iceberg tables of the server. */
export function catalogOf(server: FakeIceberg, options: IcebergOptions = {}): Catalog {
  const given = { server: "http://fake", user: "u", catalog: "iceberg", schema: "s" };
  return iceberg(options).open(server.client(), given);
}

/** One process that stores into Iceberg tables of the server. */
export function open(server: FakeIceberg, store: ObjectStore, options: IcebergOptions = {}): IOManager {
  const catalog = catalogOf(server, options);
  const io = createIOManager({
    handlers: [parquet({ workers: 0 })],
    store,
    catalog: {
      ...catalog,
      async scan(request, context) {
        const found = await catalog.scan(request, context);
        scanned.set(io, found);
        return found;
      },
    },
    retry: false,
  });
  return io;
}

export const put = (io: IOManager, id: number, key: string, mode: WriteMode | "delete" = "append") =>
  mode === "delete"
    ? io.delete(rows, { where: { id }, idempotencyKey: key })
    : io.store(rows, [{ id }], { idempotencyKey: key, mode });

/** A server and a store with one row. */
export async function begun(): Promise<{ server: FakeIceberg; store: ObjectStore }> {
  const [server, store] = [new FakeIceberg(), sharedStore()];
  await put(open(server, store), 1, "first");
  return { server, store };
}

/** The table holds just the folders of the log's newest snapshot. */
export async function expectInStep(server: FakeIceberg, io: IOManager, message?: string): Promise<void> {
  await io.partitions(rows);
  const { live = [] } = scanned.get(io) ?? {};
  const files = live.flatMap(({ writes }) => writes.flatMap((write) => write.files));
  const folders = files.map(({ key }) => `s3://bucket/${key.slice(0, key.lastIndexOf("/"))}`);
  expect(server.folders.toSorted(), message).toEqual(folders.toSorted());
}
