import type { SluiceError } from "@sluice/sdk";
import type { StatementClient, StatementClientOptions } from "../client/index.js";
import { startQuery } from "../client/query.js";
import { type StartStatement, statementRunner } from "../client/runner.js";
import { sessionHeaders } from "../client/session-headers.js";
import { statementText } from "../client/statement-text.js";
import { checkTimeLimits, deadlineOf } from "../client/time-limits.js";
import { missing } from "./missing.js";
import { registerOver } from "./register-over.js";
import { openTransport } from "./transport.js";

/**
 * A client whose requests the npm package `trino-client` makes. What that package cannot do is refused with
 * `CAPABILITY_MISSING`: results with integers past 2^53, which it rounds, and transactions. It has no spooling, follows
 * redirects and addresses the server names, and cancels a query when its next page comes.
 */
export function trinoClient(options: StatementClientOptions): StatementClient {
  const settings = { ...options, spooling: false };
  checkTimeLimits(settings);
  const transport = openTransport(settings);
  sessionHeaders(settings, {});

  const start: StartStatement = async (sql, statement) => {
    if (statement.onRegistered !== undefined) throw unregistered();
    const text = statementText(sql, statement.parameters, settings.parametersIn);
    const wanted = {
      sql,
      body: text.sql,
      headers: { ...sessionHeaders(settings, statement), ...text.headers },
      signal: statement.signal,
      deadlineMillis: deadlineOf(settings, statement),
      onProgress: statement.onProgress,
      onRegistered: undefined,
    };
    return startQuery(transport, wanted, (...given) => registerOver(transport, ...given));
  };
  return {
    server: transport.origin,
    capabilities: {
      longIntegers: false,
      transactions: false,
      spooling: false,
      promptCancel: false,
      registration: false,
    },
    ...statementRunner(start),
    async cancel() {
      throw unregistered();
    },
    async transaction() {
      throw missing("transactions", "trino-client does not tell the id of a transaction.");
    },
  };
}

function unregistered(): SluiceError<"CAPABILITY_MISSING"> {
  return missing("registration", "trino-client begins a statement before it tells its id.");
}
