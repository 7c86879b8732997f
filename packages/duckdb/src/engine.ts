import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { SluiceError } from "@sluice/sdk";
import { type QueryResult, throwIfAborted } from "@sluice/sdk/plugin";
import { queryColumn } from "./query-column.js";
import { queryError, textOf } from "./query-error.js";
import { rowsReader } from "./read-rows.js";

const interruptMillis = 50;

/** One DuckDB in this process, started on first use. */
export class Engine {
  private readonly database: string;
  private instance: Promise<DuckDBInstance> | undefined;

  constructor(database: string) {
    this.database = database;
  }

  /** Runs statements whose results nobody wants, in order. */
  async execute(statements: readonly string[]): Promise<void> {
    const connection = await this.connect();
    try {
      for (const statement of statements) await run(statement, () => connection.run(statement));
    } finally {
      connection.closeSync();
    }
  }

  /** Streams the result of one statement. The connection is held until the rows are read or given up. */
  async query(statement: string, signal?: AbortSignal): Promise<QueryResult> {
    throwIfAborted(signal);
    const connection = await this.connect();
    let interrupting: NodeJS.Timeout | undefined;
    // Again and again, for one that comes before the statement runs is lost.
    const interrupt = (): void => {
      connection.interrupt();
      interrupting = setInterval(() => connection.interrupt(), interruptMillis);
    };
    signal?.addEventListener("abort", interrupt, { once: true });
    const release = (): void => {
      signal?.removeEventListener("abort", interrupt);
      clearInterval(interrupting);
      connection.closeSync();
    };
    try {
      // Nobody calls a listener that is added after the abort.
      throwIfAborted(signal);
      const result = await run(statement, () => connection.stream(statement), signal);
      const types = result.columnTypes();
      const readRows = rowsReader(types);
      const columns = result.columnNames().map((name, index) => queryColumn(name, String(types[index])));
      async function* rows(): AsyncGenerator<unknown[][]> {
        try {
          for (;;) {
            throwIfAborted(signal);
            const chunk = await run(statement, () => result.fetchChunk(), signal);
            if (chunk === null || chunk.rowCount === 0) return;
            yield readRows(chunk);
          }
        } finally {
          release();
        }
      }
      return { columns, rows: rows() };
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { instance } = this;
    this.instance = undefined;
    if (instance !== undefined) (await instance).closeSync();
  }

  private async connect(): Promise<DuckDBConnection> {
    this.instance ??= open(this.database);
    try {
      return await (await this.instance).connect();
    } catch (cause) {
      this.instance = undefined;
      throw new SluiceError("ENGINE_UNREACHABLE", {
        message: `DuckDB does not open ${this.database}: ${textOf(cause)}`,
        details: { server: this.database },
        hint: "Another process may hold the database file; the default, in memory, is never held.",
        cause,
      });
    }
  }
}

/** Everything is UTC: wherever the process runs, a wall clock beside an instant is the one of UTC. */
async function open(database: string): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(database);
  try {
    const connection = await instance.connect();
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    connection.closeSync();
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function run<Result>(sql: string, call: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    throwIfAborted(signal);
    throw queryError(sql, cause);
  }
}
