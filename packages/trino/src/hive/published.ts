import { createHash } from "node:crypto";
import { isSluiceError } from "@sluice/sdk";
import { qualified } from "./names.js";
import type { HiveSession } from "./session.js";

/** What is known of a table, kept beside the data for whoever publishes next. Advisory: what is lost costs statements. What it says wrongly, of partitions that somebody took away since, `io.republish` mends. */
export interface Published {
  /** The newest commit known to be registered whole; of a plain table, to be shown whole. */
  readonly number: number;
  /** The snapshot whose floors are in a file; see `floors.ts`. */
  readonly base?: number;
  /** Up to which snapshot what it hides is unregistered. */
  readonly tidied?: number;
  /** Snapshots that were shown by then, by the store's clock, the oldest first. */
  readonly trail?: readonly Shown[];
}

export interface Shown {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Nothing is known of a new table. */
export const unpublished: Published = { number: 0 };

export async function readPublished(session: HiveSession): Promise<Published> {
  try {
    const { bytes } = await session.store.get(keyOf(session), { signal: session.signal });
    const found = JSON.parse(Buffer.from(bytes).toString("utf8")) as Published | null;
    if (!Number.isSafeInteger(found?.number)) return unpublished;
    const { number, base, tidied, trail } = found as Published;
    return { number, base, tidied, trail };
  } catch (error) {
    if (isSluiceError(error, "OBJECT_NOT_FOUND") || error instanceof SyntaxError) return unpublished;
    throw error;
  }
}

/** Undone by `readPublished`. Gives the time, by the store's clock. */
export async function writePublished(session: HiveSession, published: Published): Promise<number> {
  const body = Buffer.from(`${JSON.stringify({ formatVersion: 1, ...published })}\n`);
  const options = { mode: "overwrite", contentType: "application/json", signal: session.signal } as const;
  return (await session.store.put(keyOf(session), body, options)).modifiedAt.getTime();
}

/** One object for each table: two servers may each have one of that name, over the same files. */
function keyOf({ asset, names, server }: HiveSession): string {
  const table = `${server} ${qualified(names, names.data)}`;
  const hash = createHash("sha256").update(table).digest("hex").slice(0, 16);
  return `${asset.key}/_published/${names.catalog}.${names.schema}.${hash}.json`;
}
