import { SluiceError } from "@sluice/sdk";
import {
  type PartitionValues,
  type ReadRequest,
  type ScannedSnapshot,
  typedBatches,
} from "@sluice/sdk/plugin";
import type { RecordBatch } from "apache-arrow";
import { queryColumns } from "../source/query-columns.js";
import { shownAs } from "./edited-rows.js";
import { whileMapped } from "./mapping.js";
import { selectPartitions, selectRows } from "./read-statement.js";
import type { IcebergSession } from "./session.js";
import { newestRows, rowsOfCommit } from "./table-state.js";

/** The rows of a snapshot out of the table, as it was then. Values that a column of the asset does not hold are refused. */
export async function* readRows(request: ReadRequest, session: IcebergSession): AsyncGenerator<RecordBatch> {
  const { asset, names, client, signal } = session;
  const version = await versionOf(request, session);
  const statement = selectRows(asset, request, names, version);
  const { columns, rows } = await whileMapped(
    version,
    session,
    () => client.stream(statement, { signal }),
    (stream) => stream[Symbol.asyncDispose](),
  );
  yield* typedBatches({ columns: queryColumns(columns), rows }, request.schema, asset.key);
}

/** The partitions that a snapshot which is only in the table has rows of. */
export async function readPartitions(
  { onlyInTable }: ScannedSnapshot,
  session: IcebergSession,
): Promise<PartitionValues[]> {
  const { asset, names, run } = session;
  const version = onlyInTable?.version ?? gone(session);
  const { rows } = await whileMapped(version, session, () => run(selectPartitions(asset, names, version)));
  return rows.map((values) => values.map((value) => (value === null ? null : String(value))));
}

async function versionOf({ snapshot, newest }: ReadRequest, session: IcebergSession): Promise<string> {
  if (snapshot.onlyInTable !== undefined) return snapshot.onlyInTable.version ?? gone(session);
  const { version: made } = await rowsOfCommit(snapshot.number, session);
  if (made !== undefined) return shownAs(made, snapshot.number, session);
  const { inFiles, version } = newest ? await newestRows(session) : { inFiles: false };
  return inFiles && version !== undefined ? version : notThere(snapshot.number, session);
}

function gone({ relation, asset }: IcebergSession): never {
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `${relation}, the table of ${asset.key}, is gone.`,
    details: { relation },
    hint: "io.snapshots(asset) lists what was stored: io.rollback(asset, { to }) makes the table anew from one of them, io.load(asset, { snapshot }) reads one.",
  });
}

function notThere(number: number, { relation, asset }: IcebergSession): never {
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${relation} never showed snapshot ${number} of ${asset.key}.`,
    details: { capability: 'via: "sql" of that snapshot', plugin: "trino" },
    hint: "Leave via out: its files load.",
  });
}
