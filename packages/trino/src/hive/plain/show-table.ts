import { SluiceError } from "@sluice/sdk";
import type { Snapshot } from "@sluice/sdk/plugin";
import { qualified } from "../names.js";
import { readPublished, writePublished } from "../published.js";
import { type HiveSession, withColumns } from "../session.js";
import { type DataOwner, dropDataTable } from "../statements.js";
import { createTable, lookAtTable, prepareTable, settleColumns, shownLocation } from "./plain-tables.js";
import { showAll, showChanged } from "./show-partitions.js";

/** Another publisher can make the table between two looks. */
const tries = 5;

/**
 * Makes the table show the head of the log. What a publisher left that died is done again, for the number that all is
 * shown up to is written last. `all`: compares every partition, whatever that number says.
 */
export async function showTable(session: HiveSession, how: "changed" | "all" = "changed"): Promise<Snapshot> {
  let shown = how === "all" ? 0 : (await readPublished(session)).number;
  for (;;) {
    const head = await session.log.head();
    await showSnapshot(withColumns(session, head.schema), head, shown > head.number ? 0 : shown);
    if (head.number !== shown) await writePublished(session, { number: head.number });
    shown = head.number;
    if ((await session.log.head()).number === head.number) return head;
  }
}

/** Shows the head only if the table is behind it, or is not there. */
export async function showTableIfBehind(session: HiveSession): Promise<void> {
  const head = await session.log.head();
  if ((await lookAtTable(session)) === undefined) await prepareTable(withColumns(session, head.schema));
  if ((await readPublished(session)).number !== head.number) await showTable(session);
}

async function showSnapshot(session: HiveSession, head: Snapshot, from: number): Promise<void> {
  if (session.asset.partitions.length === 0) await pointTable(session, head);
  else if (from > 0) await showChanged(await session.log.commits(from, head.number), head, session);
  else if (head.number > 0) await showAll(head, session);
  const owner = await lookAtTable(session);
  if (owner !== undefined && head.schema !== undefined) await settleColumns(session, owner);
}

/** The location of a table cannot be changed, so it is made anew; between the two there is none. */
async function pointTable(session: HiveSession, head: Snapshot): Promise<void> {
  const wanted = shownLocation(session, head);
  const isWanted = (owner: DataOwner | undefined) => owner !== undefined && owner.shown === wanted;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const owner = await lookAtTable(session);
    if (isWanted(owner)) return;
    // Only what was looked at and is ours is dropped, never what is there unseen.
    if (owner !== undefined) await session.run(dropDataTable(session.names));
    await createTable(session, head);
  }
  if (isWanted(await lookAtTable(session))) return;
  const relation = qualified(session.names, session.names.data);
  throw new SluiceError("CATALOG_CONFLICT", {
    message: `${relation} does not keep the location it is given.`,
    details: { relation },
    hint: "Something else makes that table. When it has ended, call io.republish(asset).",
  });
}
