import { SluiceError } from "@sluice/sdk";
import type { StatementClient, StatementOptions, StatementResult } from "@sluice/trino/client";
import { statementFailed } from "../src/client/errors.js";

export interface FakeClient extends StatementClient {
  /** Statements that began, in order. */
  readonly asked: readonly { readonly sql: string; readonly session: StatementOptions["session"] }[];
}

/** A client that answers as it is told. As with a real one, a statement of a caller who has given up is `ABORTED`. */
export function fakeClient(
  answer: (sql: string, options: StatementOptions) => Partial<StatementResult> | undefined,
): FakeClient {
  const asked: { sql: string; session: StatementOptions["session"] }[] = [];
  const notHere = () => Promise.reject(new Error("not here"));
  return {
    server: "http://fake",
    capabilities: {
      longIntegers: true,
      transactions: false,
      spooling: false,
      promptCancel: true,
      registration: false,
    },
    asked,
    async run(sql, options = {}) {
      await Promise.resolve();
      checkSignal(options);
      asked.push({ sql, session: options.session });
      const result = answer(sql, options);
      checkSignal(options);
      return { queryId: "q", columns: [], rows: [], ...result };
    },
    stream: notHere,
    batches: notHere,
    cancel: notHere,
    transaction: notHere,
  };
}

/** What Trino refuses, as the client throws it. */
export function refused(errorName: string, message: string, sql: string): SluiceError {
  return statementFailed({ errorName, message }, { sql });
}

function checkSignal({ signal }: StatementOptions): void {
  if (signal?.aborted) throw new SluiceError("ABORTED", { message: "aborted", details: {} });
}
