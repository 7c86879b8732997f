import type { SluiceError } from "@sluice/sdk";
import type { StatementClient } from "@sluice/trino/client";

export interface StatementFault {
  /** Whether the server runs the statement all the same, and its answer is lost. */
  readonly applied: boolean;
  error(sql: string): SluiceError;
}

export interface FaultyClient {
  readonly client: StatementClient;
  /** Statements so far. */
  readonly statements: number;
}

/** A client whose `nth` statement, counted from 1, goes wrong; the others do not. */
export function faultyClient(inner: StatementClient, nth: number, fault: StatementFault): FaultyClient {
  let statements = 0;
  return {
    client: {
      ...inner,
      async run(sql, options) {
        if (++statements !== nth) return inner.run(sql, options);
        if (fault.applied) await inner.run(sql, options);
        throw fault.error(sql);
      },
    },
    get statements() {
      return statements;
    },
  };
}
