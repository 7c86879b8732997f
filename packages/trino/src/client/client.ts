import { openConnection } from "./connection.js";
import { rowsDecoder } from "./decode.js";
import type { StatementClientOptions, StatementOptions } from "./options.js";
import { type PageColumn, type Query, startQuery } from "./query.js";
import { sessionHeaders } from "./session-headers.js";
import type { TrinoType } from "./trino-type.js";
import { readTypeSignature } from "./type-signature.js";
import { parseTypeText, printTypeText } from "./type-text.js";

/** One row: values in the order of the columns. */
export type ResultRow = readonly unknown[];

export interface ResultColumn {
  readonly name: string;
  /** Type text such as `decimal(12,2)`, written alike for all versions of Trino; `parseTypeText` reads it. */
  readonly type: string;
}

/** A finished statement. */
export interface StatementResult {
  readonly queryId: string;
  /** Empty for statements without a result, such as DDL. */
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  /** What the statement was, such as `CREATE TABLE`; absent for queries. */
  readonly updateType?: string;
  /** Rows written, where Trino counts them. */
  readonly updateCount?: number;
}

/** A running statement. It goes on when its rows are read; after 5 minutes without that, Trino cancels it. */
export interface StatementStream extends AsyncDisposable {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  /** Page by page, once. Leaving the loop early cancels the query. */
  readonly rows: AsyncIterable<readonly ResultRow[]>;
}

/** Runs statements on one Trino. Holds no connection open and nothing of one statement for the next. */
export interface StatementClient {
  /** Origin of the server. Never holds a secret. */
  readonly server: string;
  /** Runs a statement to its end and keeps all its rows: for DDL, procedures and small results. */
  run(sql: string, options?: StatementOptions): Promise<StatementResult>;
  /** Starts a statement and hands on its rows as they come. */
  stream(sql: string, options?: StatementOptions): Promise<StatementStream>;
}

/** A client for Trino's statement protocol. Checks its options at once and connects when the first statement runs. */
export function statementClient(options: StatementClientOptions): StatementClient {
  const settings = { ...options };
  const connection = openConnection(settings);
  sessionHeaders(settings, {});

  const start = (sql: string, statement: StatementOptions) =>
    startQuery(connection, {
      sql,
      headers: sessionHeaders(settings, statement),
      signal: statement.signal,
      deadlineMillis: statement.deadlineMillis ?? settings.deadlineMillis,
    });

  return {
    server: connection.origin,
    async run(sql, statement = {}) {
      const query = await start(sql, statement);
      const rows: ResultRow[] = [];
      for await (const page of pages(query)) for (const row of page) rows.push(row);
      const { columns, updateType, updateCount } = query.page;
      return {
        queryId: query.id,
        columns: (columns ?? []).map(resultColumn),
        rows,
        ...(updateType !== undefined && { updateType }),
        ...(updateCount !== undefined && { updateCount }),
      };
    },
    async stream(sql, statement = {}) {
      const query = await start(sql, statement);
      return {
        queryId: query.id,
        columns: (query.page.columns ?? []).map(resultColumn),
        rows: pages(query),
        [Symbol.asyncDispose]: () => query.close(),
      };
    },
  };
}

/** The rows of a query that has been read up to its columns. */
async function* pages(query: Query): AsyncGenerator<readonly ResultRow[]> {
  try {
    const { columns } = query.page;
    if (columns === undefined) return;
    const decode = rowsDecoder(columns.map(columnType));
    do {
      const { data } = query.page;
      if (data !== undefined && data.length > 0) yield decode(data);
    } while (await query.advance());
  } finally {
    await query.close();
  }
}

function resultColumn(column: PageColumn): ResultColumn {
  return { name: column.name, type: printTypeText(columnType(column)) };
}

function columnType({ type, typeSignature }: PageColumn): TrinoType {
  return typeSignature === undefined ? parseTypeText(type) : readTypeSignature(typeSignature);
}
