import { SluiceError } from "@sluice/sdk";
import { type AssetDescription, type ReadRequest, retyped } from "@sluice/sdk/plugin";
import { type Field, mapType, storedArrowTypes } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import type { StatementClient } from "../client/index.js";
import { showIfBehind } from "./publish.js";
import { selectSnapshot } from "./read-statement.js";
import { type HiveSession, precisionSession } from "./session.js";

/**
 * The rows of a snapshot, out of the data table: its columns are exact where the view's are computed, json keeps its
 * text, and conditions reach the files.
 */
export async function* readSnapshot(
  request: ReadRequest,
  session: HiveSession,
  client: StatementClient,
): AsyncGenerator<arrow.RecordBatch> {
  const { asset, names, signal } = session;
  if (!request.newest) throw notShown(asset, request.snapshot.number);
  await showIfBehind(session);
  const statement = selectSnapshot(asset, request, names);
  const { batches } = await client.batches(statement, { signal, session: precisionSession(session) });
  const { fields } = request.schema;
  for await (const { data, numRows } of batches) {
    const children = data.children.map((child, index) =>
      retyped(child, mapType<arrow.DataType>(storedArrowTypes, (fields[index] as Field).type)),
    );
    const columns = children.map((child, index) => {
      const { name } = fields[index] as Field;
      return new arrow.Field(name, child.type as arrow.DataType, true);
    });
    const type = new arrow.Struct(columns);
    yield new arrow.RecordBatch(
      new arrow.Schema(columns),
      arrow.makeData({ type, length: numRows, nullCount: 0, children }),
    );
  }
}

function notShown({ key }: AssetDescription, snapshot: number): SluiceError {
  return new SluiceError("CAPABILITY_MISSING", {
    message: `Trino shows the newest snapshot of ${key}, and not ${snapshot}.`,
    details: { capability: 'via: "sql" of an older snapshot', plugin: "trino" },
    hint: "Leave via out: the files of older snapshots load.",
  });
}
