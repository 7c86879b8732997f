import { randomBytes } from "node:crypto";
import { SluiceError } from "@sluice/sdk";
import type { SealedWrite, UnloadRequest } from "@sluice/sdk/plugin";
import type { LogicalType, Schema } from "@sluice/type-mapping";
import type { StatementClient } from "../client/index.js";
import type { HiveSession } from "./session.js";
import { createClockTable, dropWriteTable } from "./unload-statements.js";

/** Winter and summer, before and after 1970: no zone but UTC, and those that are always the same, leaves all of them. */
export const clocks = ["1900-01-01", "1969-12-31", "2001-01-15", "2001-07-15"].map(
  (day) => `${day}T12:00:00.789Z`,
);

const schema: Schema = { fields: [{ name: "at", type: { id: "timestamp", precision: 3 }, nullable: true }] };

/** Whether Trino writes values of the type as INT96, which a catalog may shift into a zone of its own. */
export function hasMillis(type: LogicalType): boolean {
  switch (type.id) {
    case "timestamp":
      return type.precision === 3;
    case "list":
      return hasMillis(type.element.type);
    case "map":
      return hasMillis(type.key.type) || hasMillis(type.value.type);
    case "struct":
      return type.fields.some((field) => hasMillis(field.type));
    default:
      return false;
  }
}

/**
 * Lets Trino write some instants and reads them from the file. `CAPABILITY_MISSING` if they are others there. The file
 * stays, as one of a store that died does.
 */
export async function checkClock(
  { folder, handler }: Pick<UnloadRequest, "folder" | "handler">,
  client: StatementClient,
  session: HiveSession,
): Promise<void> {
  const { asset, names, store, signal, clear } = session;
  const write = randomBytes(12).toString("hex");
  const own = folder.replace(/[^/]+$/, `write=${write}`);
  const sql = createClockTable(names, { asset: asset.key, write, location: `${store.locate(own)}/`, clocks });
  const nanoseconds = { [`${names.catalog}.timestamp_precision`]: "NANOSECONDS" };
  try {
    await client.run(sql, { signal, session: nanoseconds });
  } finally {
    await clear(dropWriteTable(names, write));
  }
  const found = await instantsIn(own, handler, session);
  const expected = clocks.map((text) => Date.parse(text));
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `The catalog ${names.catalog} writes timestamps in another zone than UTC into files, so what a query gives would load wrong.`,
    details: { capability: "unload of timestamp(3)", plugin: "trino" },
    hint: `Set hive.parquet.time-zone=UTC in the catalog file of ${names.catalog}, or define the columns as timestamp(6).`,
  });
}

async function instantsIn(
  folder: string,
  handler: string,
  { asset, store, signal, read }: HiveSession,
): Promise<number[]> {
  const instants: number[] = [];
  for await (const { key, byteLength } of store.list(`${folder}/`, { signal })) {
    const rows = clocks.length;
    const write: SealedWrite = {
      asset: asset.key,
      write: "",
      mode: "append",
      scope: "named",
      handler,
      schema,
      partitions: [],
      added: [{ partition: [], folder, files: [{ key, byteLength, rows, writtenBy: "engine" }] }],
      rows,
      byteLength,
      seal: "",
      sawSnapshot: 0,
    };
    for await (const { batch } of read(write)) {
      const values = batch.getChildAt(0);
      for (let row = 0; row < batch.numRows; row++) instants.push(Number(values?.get(row)));
    }
  }
  return instants.sort((left, right) => left - right);
}
