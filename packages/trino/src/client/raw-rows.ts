import type { Connection } from "./connection.js";
import type { RawRows } from "./decode-rows.js";
import type { Reply } from "./exchange.js";
import type { Lifetime } from "./lifetime.js";
import { damaged, type SpooledData, segmentTexts } from "./segments.js";

interface Reading {
  readonly connection: Connection;
  readonly statement: { readonly sql: string; readonly queryId?: string };
  readonly lifetime: Lifetime;
}

/** The rows of one page, whether they stand in it or beside it. Empty parts are left out. */
export async function* rowsOfPage(
  data: unknown[][] | SpooledData | undefined,
  reply: Reply,
  { connection, statement, lifetime }: Reading,
): AsyncGenerator<RawRows> {
  if (data === undefined) return;
  if (Array.isArray(data)) {
    if (data.length > 0) yield inPage(data, reply);
    return;
  }
  for await (const { text, metadata } of segmentTexts(data, connection, statement, lifetime)) {
    const rows = parsed(text);
    if (rows === undefined || (metadata.rowsCount ?? rows.length) !== rows.length) {
      throw damaged(`has ${rows?.length ?? "no"} rows instead of ${metadata.rowsCount}`, statement);
    }
    if (rows.length > 0) yield { rows, text, start: 0, rowsIn: (again) => again as unknown[][] };
  }
}

function inPage(rows: unknown[][], reply: Reply): RawRows {
  const rowsIn = (page: unknown) => (page as { data: unknown[][] }).data;
  let text: string | undefined;
  return {
    rows,
    rowsIn,
    // Wanted only where numbers were rounded.
    get text() {
      text ??= reply.text;
      return text;
    },
    // No string holds these characters: its quotes would be escaped.
    get start() {
      return Math.max(0, this.text.indexOf('"data":'));
    },
  };
}

function parsed(text: string): unknown[][] | undefined {
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows : undefined;
  } catch {
    return undefined;
  }
}
