import { SluiceError } from "@sluice/sdk";
import { deletedRows, type SealedWrite } from "@sluice/sdk/plugin";
import { deleteStatement } from "./delete-statement.js";
import type { IcebergSession } from "./session.js";
import { withStage } from "./stage.js";
import { checkRowsChange, tablePlaces } from "./upsert-key.js";
import { findRefusedKeys } from "./upsert-statements.js";

/** Keys that an error names. */
const named = 5;
/** Of each of their values. */
const mostCharacters = 100;

/** What the table would not take, or take twice, is refused before the write is sealed. The server counts. */
export async function inspectWrite(write: SealedWrite, session: IcebergSession): Promise<void> {
  const deleted = deletedRows(write);
  if (deleted !== undefined) {
    checkRowsChange(session.asset, "delete", await tablePlaces(session));
    deleteStatement(session.asset, session.names, deleted);
  }
  if (write.key !== undefined) await checkKeys(write, write.key, session);
}

/** `DUPLICATE_KEY` if several rows have one key, `VALUE_INVALID` if one has none. */
async function checkKeys(
  { added }: SealedWrite,
  key: readonly string[],
  session: IcebergSession,
): Promise<void> {
  const { asset, run } = session;
  const folders = added.filter(({ files }) => files.some(({ rows }) => rows > 0));
  if (folders.length === 0) return;
  const { rows } = await withStage(folders, session, (stage) =>
    run(findRefusedKeys(asset, stage, key, named), stage.session),
  );
  const [first] = rows;
  if (first === undefined) return;
  if (first.slice(0, key.length).includes(null)) {
    throw new SluiceError("VALUE_INVALID", {
      message: `Rows of ${asset.key} have null in their primary key, ${key.join(", ")}.`,
      details: { asset: asset.key },
      hint: "Leave them out of the query, or store them by append.",
    });
  }
  const found = rows.map((row) => keyText(key, row));
  const count = Number(first[key.length + 1]);
  throw new SluiceError("DUPLICATE_KEY", {
    message: `${count === 1 ? "One key" : `${count} keys`} of ${asset.key} came with several rows: ${found.join("; ")}${count > found.length ? "; …" : ""}.`,
    details: { asset: asset.key, columns: key, keys: count, examples: found },
    hint: "Nothing was stored. Give one row for each key: which of them should win, only the program knows.",
  });
}

function keyText(key: readonly string[], row: readonly unknown[]): string {
  const values = key.map((name, index) => `${name}=${textOf(row[index])}`);
  return `${values.join(", ")} (${row[key.length]} rows)`;
}

function textOf(value: unknown): string {
  const text = value instanceof Uint8Array ? `0x${Buffer.from(value).toString("hex")}` : String(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
