import { cancelStatement } from "./cancel.js";
import { openConnection } from "./connection.js";
import type { StatementClientOptions } from "./options.js";
import { registerStatement, startQuery } from "./query.js";
import { type StartStatement, type StatementRunner, statementRunner } from "./runner.js";
import { sessionHeaders } from "./session-headers.js";
import { statementText } from "./statement-text.js";
import { checkTimeLimits, deadlineOf } from "./time-limits.js";
import { runTransaction, type Transaction, type TransactionOptions } from "./transaction.js";

/** Runs statements on one Trino. Holds no connection open and nothing of one statement for the next. */
export interface StatementClient extends StatementRunner {
  /** Origin of the server. Never holds a secret. */
  readonly server: string;
  readonly capabilities: ClientCapabilities;
  /**
   * Ends a statement that this or another process has registered: one that has not begun never will, one that runs is
   * told to stop, which takes a moment. `ENGINE_UNREACHABLE` where the server does not take the message.
   */
  cancel(nextUri: string): Promise<void>;
  /**
   * Runs `work` with a transaction and commits it. If `work` throws or `signal` aborts, it is rolled back and the error
   * passed on. When the answer to the commit is lost: `QUERY_FAILED`, `COMMIT_STATE_UNKNOWN`.
   */
  transaction<Value>(
    work: (transaction: Transaction) => Promise<Value>,
    options?: TransactionOptions,
  ): Promise<Value>;
}

/** What a client can do. What it cannot is `CAPABILITY_MISSING`, never a wrong result. */
export interface ClientCapabilities {
  /** Gives integers past 2^53 exactly; otherwise a result that holds one is refused. */
  readonly longIntegers: boolean;
  readonly transactions: boolean;
  /** Takes large results from the server's storage. */
  readonly spooling: boolean;
  /** Cancels a query at once; otherwise when its next page comes. */
  readonly promptCancel: boolean;
  /** Tells a statement's id before the server begins it (`onRegistered`), and cancels by it from elsewhere (`cancel`). */
  readonly registration: boolean;
}

/** A client for Trino's statement protocol. Checks its options at once and connects when the first statement runs. */
export function statementClient(options: StatementClientOptions): StatementClient {
  const settings = { ...options };
  checkTimeLimits(settings);
  const connection = openConnection(settings);
  sessionHeaders(settings, {});

  const start: StartStatement = (sql, statement, headers) => {
    const text = statementText(sql, statement.parameters, settings.parametersIn);
    const wanted = {
      sql,
      body: text.sql,
      headers: { ...sessionHeaders(settings, statement), ...text.headers, ...headers },
      signal: statement.signal,
      deadlineMillis: deadlineOf(settings, statement),
      onProgress: statement.onProgress,
      onRegistered: statement.onRegistered,
    };
    return startQuery(connection, wanted, (...given) => registerStatement(connection, ...given));
  };
  return {
    server: connection.origin,
    cancel: (nextUri) => cancelStatement(connection, nextUri),
    capabilities: {
      longIntegers: true,
      transactions: true,
      spooling: settings.spooling !== false,
      promptCancel: true,
      registration: true,
    },
    ...statementRunner(start),
    transaction: (work, given = {}) => runTransaction(start, work, given),
  };
}
