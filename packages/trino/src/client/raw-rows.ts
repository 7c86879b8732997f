import type { SluiceError } from "@sluice/sdk";
import type { Connection } from "./connection.js";
import type { RawRows } from "./decode-rows.js";
import { protocolError } from "./errors.js";
import { parseExactJson } from "./exact-json.js";
import type { Lifetime } from "./lifetime.js";
import type { PageText } from "./page-text.js";
import type { Page } from "./query.js";
import { damaged, segmentTexts } from "./segments.js";

interface Statement {
  readonly sql: string;
  readonly queryId?: string;
}

interface Reading {
  readonly connection: Connection;
  readonly statement: Statement;
  readonly lifetime: Lifetime;
}

/** The rows of one page, whether they stand in it or beside it. Empty parts are left out. */
export async function* rowsOfPage(
  { page: { data }, rows }: PageText,
  bytes: Buffer,
  { connection, statement, lifetime }: Reading,
): AsyncGenerator<RawRows> {
  if (rows !== undefined) {
    yield { bytes, ...rows, damaged: (problem) => broken(problem, statement) };
  } else if (Array.isArray(data)) {
    if (data.length > 0) yield parsedAnew(bytes, statement);
  } else if (data !== undefined) {
    for await (const segment of segmentTexts(data, connection, statement, lifetime)) {
      const { rowsCount } = segment.metadata;
      yield {
        bytes: segment.bytes,
        start: 0,
        end: segment.bytes.byteLength,
        ...(rowsCount !== undefined && { count: rowsCount }),
        damaged: (problem) => damaged(problem, statement),
      };
    }
  }
}

/** Rows of a page that is not written as Trino does. */
function parsedAnew(bytes: Buffer, statement: Statement): RawRows {
  const { data } = parseExactJson(bytes.toString("utf8")) as Page;
  return { parsed: data as unknown[][], rounded: () => broken("hold no integer there", statement) };
}

function broken(problem: string, statement: Statement): SluiceError {
  return protocolError(`The rows of a page cannot be read: its text ${problem}.`, statement);
}
