import { isSluiceError } from "@sluice/sdk";
import type { CatalogContext } from "@sluice/sdk/plugin";

/**
 * The newest commit known to be registered whole, kept beside the data for whoever publishes next. Advisory: too low a
 * number costs statements, never rows.
 */
export async function readPublished(context: CatalogContext, relation: string): Promise<number> {
  try {
    const { bytes } = await context.store.get(keyOf(context, relation), { signal: context.signal });
    const { number } = JSON.parse(Buffer.from(bytes).toString("utf8")) as { number?: unknown };
    return Number.isSafeInteger(number) ? (number as number) : 0;
  } catch (error) {
    if (isSluiceError(error, "OBJECT_NOT_FOUND") || error instanceof SyntaxError) return 0;
    throw error;
  }
}

/** Undone by `readPublished`. */
export async function writePublished(
  context: CatalogContext,
  relation: string,
  number: number,
): Promise<void> {
  const body = Buffer.from(`${JSON.stringify({ formatVersion: 1, number })}\n`);
  const { signal } = context;
  await context.store.put(keyOf(context, relation), body, {
    mode: "overwrite",
    contentType: "application/json",
    signal,
  });
}

function keyOf({ asset }: CatalogContext, relation: string): string {
  return `${asset.key}/_published/${encodeURIComponent(relation)}.json`;
}
