import { SluiceError } from "@sluice/sdk";
import type { Snapshot } from "@sluice/sdk/plugin";
import { unlessThere } from "../../unless-there.js";
import { lookAtColumns } from "../extend.js";
import { qualified } from "../names.js";
import { checkedOwner, createSchemaIn, endTrying, tryRegistering } from "../prepare.js";
import { unpublished, writePublished } from "../published.js";
import { isNameRefused, nameRefused } from "../refused-name.js";
import type { HiveSession } from "../session.js";
import {
  addColumn,
  commentColumn,
  commentDataTable,
  createDataTable,
  type DataOwner,
  dropColumn,
  findTables,
  schemaHash,
} from "../statements.js";
import { parseViewComment } from "../view.js";
import { onlyFolder } from "./one-folder.js";

/** What the table was made for; `undefined` if it is not there. `CATALOG_CONFLICT` if a view of the asset has its name. */
export async function lookAtTable(session: HiveSession): Promise<DataOwner | undefined> {
  const { asset, names, run } = session;
  const { rows } = await run(findTables(names));
  const row = rows.find(([name]) => name === names.data);
  if (row === undefined) return undefined;
  const comment = row[1] as string | null;
  if (parseViewComment(comment)?.asset === asset.key) throw isView(session);
  return checkedOwner(session, { comment });
}

/** Makes sure that the table is there, is ours, and has the asset's columns at least. All that can refuse happens here. */
export async function prepareTable(session: HiveSession): Promise<void> {
  const { asset, names, run } = session;
  const head = await session.log.head();
  const owner = await lookAtTable(session);
  if (owner === undefined) {
    try {
      await createSchemaIn(session);
      // A new table shows nothing, whatever an earlier one of that name did.
      await writePublished(session, unpublished);
      await createTable(session, head);
    } catch (error) {
      throw isNameRefused(error) ? nameRefused(asset.key, names, error) : error;
    }
    await lookAtTable(session);
  } else if (owner.schema !== schemaHash(asset)) {
    for (const column of (await lookAtColumns(session)).missing) await run(addColumn(names, column));
  }
  if (head.number > 0 || asset.partitions.length === 0) return;
  await tryRegistering(session);
  await endTrying(session);
}

/** A table without partitions is at the folder it shows, from its first moment on. Another publisher may be faster. */
export async function createTable(session: HiveSession, head: Snapshot): Promise<void> {
  const { asset, names, location, run } = session;
  await unlessThere(run(createDataTable(asset, names, location, shownLocation(session, head))));
}

/** Where a table without partitions has to be for this snapshot. Absent: it has partitions, or no rows. */
export function shownLocation({ asset, store }: HiveSession, head: Snapshot): string | undefined {
  const [only] = head.live;
  if (asset.partitions.length > 0 || only === undefined) return undefined;
  const folder = onlyFolder(asset.key, "", only);
  return folder === undefined ? undefined : store.locate(folder);
}

/** Gives the table exactly the columns of the asset. */
export async function settleColumns(session: HiveSession, owner: DataOwner): Promise<void> {
  const { asset, names, location, run } = session;
  if (owner.schema === schemaHash(asset)) return;
  const { missing, commented, superfluous } = await lookAtColumns(session);
  for (const column of missing) await run(addColumn(names, column));
  for (const name of superfluous) await run(dropColumn(names, name));
  for (const column of commented) await run(commentColumn(names, column));
  await run(commentDataTable(asset, names, location, owner.shown));
}

function isView({ asset, names }: HiveSession): SluiceError {
  const relation = qualified(names, names.data);
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} is the view of ${asset.key}, which was published as a view before.`,
    details: { relation },
    hint: `Run DROP VIEW ${relation}, then io.republish(asset) makes the table; or publish as a view.`,
  });
}
