import type { Page } from "./query.js";

/** A page without its rows, and where they stand in its text. */
export interface PageText {
  readonly page: Page;
  readonly rows?: { readonly start: number; readonly end: number };
}

/** Whether the page has rows, in it or beside it. */
export function holdsRows({ page: { data = [] }, rows }: PageText): boolean {
  return rows !== undefined || (Array.isArray(data) ? data : data.segments).length > 0;
}

// Quotes inside a JSON string are escaped, so none of this stands in one.
const before = Buffer.from('"data":[[');
const after = Buffer.from(']],"stats":');
const name = '"data":'.length;

/**
 * Parses a page. The rows stay text where they stand as Trino writes them, before the statistics; else they are in the
 * page. Throws a `SyntaxError` for what is no JSON.
 */
export function parsePage(bytes: Buffer): PageText {
  const start = bytes.indexOf(before) + name;
  const end = bytes.lastIndexOf(after) + 2;
  if (start >= name && end > start) {
    const page = withoutRows(bytes, start, end);
    if (page !== undefined) return { page, rows: { start, end } };
  }
  return { page: JSON.parse(bytes.toString("utf8")) as Page };
}

/** The page with no rows; `undefined` if what stands there are not the rows of the page. */
function withoutRows(bytes: Buffer, start: number, end: number): Page | undefined {
  try {
    const text = `${bytes.toString("utf8", 0, start)}[]${bytes.toString("utf8", end)}`;
    const page = JSON.parse(text) as Page | null;
    return Array.isArray(page?.data) && page.data.length === 0 ? page : undefined;
  } catch {
    return undefined;
  }
}
