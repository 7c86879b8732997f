import type { Schema } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import { batchesOf } from "./batches.js";
import { columnType, type ResultColumn, resultColumn, resultSchema } from "./columns.js";
import { arraysDecoder } from "./decode-rows.js";
import type { StatementOptions } from "./options.js";
import type { Query } from "./query.js";

/** One row: values in the order of the columns. */
export type ResultRow = readonly unknown[];

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
  /** Some thousand at a time, once. Leaving the loop early cancels the query. */
  readonly rows: AsyncIterable<readonly ResultRow[]>;
}

/** A running statement whose rows come as Arrow batches. Reading and leaving are as with `StatementStream`. */
export interface StatementBatches extends AsyncDisposable {
  readonly queryId: string;
  /** The columns in the types of Sluice, all nullable. */
  readonly schema: Schema;
  /** In the Arrow types of `schema`, once; at most 65,536 rows each. */
  readonly batches: AsyncIterable<RecordBatch>;
}

/** What runs statements: a client, or a transaction of it. */
export interface StatementRunner {
  /** Runs a statement to its end and keeps all its rows: for DDL, procedures and small results. */
  run(sql: string, options?: StatementOptions): Promise<StatementResult>;
  /** Starts a statement and hands on its rows as they come. */
  stream(sql: string, options?: StatementOptions): Promise<StatementStream>;
  /**
   * Starts a statement and hands on its rows as Arrow batches. A column of a type that Sluice has no equal of cancels
   * the query and is `QUERY_FAILED`, `TYPE_UNSUPPORTED`.
   */
  batches(sql: string, options?: StatementOptions): Promise<StatementBatches>;
}

/** Starts a statement, with headers of its own beside those its options make. */
export type StartStatement = (
  sql: string,
  options: StatementOptions,
  headers?: Readonly<Record<string, string>>,
) => Promise<Query>;

/** The three ways of taking a result. */
export function statementRunner(start: StartStatement): StatementRunner {
  return {
    async run(sql, statement = {}) {
      const query = await start(sql, statement);
      // Later pages need not name them again.
      const { columns = [] } = query.page;
      const rows: ResultRow[] = [];
      for await (const page of pages(query)) for (const row of page) rows.push(row);
      const { updateType, updateCount } = query.page;
      return {
        queryId: query.id,
        columns: columns.map(resultColumn),
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
    async batches(sql, statement = {}) {
      const query = await start(sql, statement);
      try {
        const schema = resultSchema(query.page.columns ?? []);
        return {
          queryId: query.id,
          schema,
          batches: batchesOf(query, schema),
          [Symbol.asyncDispose]: () => query.close(),
        };
      } catch (error) {
        await query.close();
        throw error;
      }
    },
  };
}

/** The rows of a query that has been read up to its columns. */
async function* pages(query: Query): AsyncGenerator<readonly ResultRow[]> {
  try {
    const { columns } = query.page;
    if (columns === undefined) return;
    const decode = arraysDecoder(columns.map(columnType));
    do {
      for await (const raw of query.rows()) yield* decode(raw);
    } while (await query.advance());
  } finally {
    await query.close();
  }
}
