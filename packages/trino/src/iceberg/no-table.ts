import { SluiceError } from "@sluice/sdk";
import { journalOf } from "./journal.js";
import { remade } from "./remade.js";
import type { IcebergSession } from "./session.js";
import { isUnmade } from "./settle.js";

/** Whether the asset had a table with its rows, which are gone where there is none. */
export async function wasMade(session: IcebergSession): Promise<boolean> {
  const journal = journalOf(session);
  const number = await journal.newest();
  if (number === 0) return false;
  const [intent, outcome] = await Promise.all([journal.intent(number), journal.outcome(number)]);
  return !(await isUnmade(intent, outcome, journal));
}

/** Where there has to be a table and is none. */
export async function noTable(session: IcebergSession): Promise<SluiceError> {
  if (await wasMade(session)) return remade(session);
  const { asset, relation } = session;
  return new SluiceError("CATALOG_CONFLICT", {
    message: `${asset.key} has no table ${relation} yet.`,
    details: { relation },
    hint: "io.republish(asset) makes it.",
  });
}
