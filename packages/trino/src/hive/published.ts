import { createHash } from "node:crypto";
import { isSluiceError } from "@sluice/sdk";
import { qualified } from "./names.js";
import type { HiveSession } from "./session.js";

/**
 * The newest commit known to be registered whole, kept beside the data for whoever publishes next. Advisory: too low a
 * number costs statements, never rows.
 */
export async function readPublished(session: HiveSession): Promise<number> {
  try {
    const { bytes } = await session.store.get(keyOf(session), { signal: session.signal });
    const { number } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { number?: unknown };
    return Number.isSafeInteger(number) ? (number as number) : 0;
  } catch (error) {
    if (isSluiceError(error, "OBJECT_NOT_FOUND") || error instanceof SyntaxError) return 0;
    throw error;
  }
}

/** Undone by `readPublished`. */
export async function writePublished(session: HiveSession, number: number): Promise<void> {
  const body = Buffer.from(`${JSON.stringify({ formatVersion: 1, number })}\n`);
  const options = { mode: "overwrite", contentType: "application/json", signal: session.signal } as const;
  await session.store.put(keyOf(session), body, options);
}

/** One object for each table: two servers may each have one of that name, over the same files. */
function keyOf({ asset, names, server }: HiveSession): string {
  const table = `${server} ${qualified(names, names.data)}`;
  const hash = createHash("sha256").update(table).digest("hex").slice(0, 16);
  return `${asset.key}/_published/${names.catalog}.${names.schema}.${hash}.json`;
}
