import { isSluiceError } from "@sluice/sdk";
import type { Finding, ObjectStore } from "@sluice/sdk/plugin";
import {
  isTrinoError,
  type StatementClient,
  type StatementResult,
  type TrinoError,
} from "../client/index.js";
import type { TrinoOptions } from "../options.js";

/** Who has given up does not wait long for a server that does not answer. */
const clearMillis = 30_000;

/** What the parts of a preflight share. */
export interface Look {
  readonly options: TrinoOptions;
  readonly store: ObjectStore;
  /** Origin of the server. */
  readonly server: string;
  run(sql: string): Promise<StatementResult>;
  /** Runs a statement that removes what the check made, also when the caller has given up. */
  clear(sql: string): Promise<StatementResult>;
}

export function look(
  client: StatementClient,
  options: TrinoOptions,
  { store, signal }: { readonly store: ObjectStore; readonly signal?: AbortSignal },
  session?: Readonly<Record<string, string>>,
): Look {
  return {
    options,
    store,
    server: client.server,
    run: (sql) => client.run(sql, { signal, session }),
    clear: (sql) => client.run(sql, { session, deadlineMillis: clearMillis }),
  };
}

export const ok = (message: string, hint?: string): Finding => finding("ok", message, hint);
export const warning = (message: string, hint: string): Finding => finding("warning", message, hint);
export const wrong = (message: string, hint: string): Finding => finding("error", message, hint);

function finding(level: Finding["level"], message: string, hint?: string): Finding {
  return { level, message, ...(hint !== undefined && { hint }) };
}

/** The result, or why Trino refused the statement. Whatever else went wrong is thrown. */
export async function answerOf<Result>(work: Promise<Result>): Promise<Result | TrinoError> {
  try {
    return await work;
  } catch (error) {
    if (isTrinoError(error)) return error;
    throw error;
  }
}

/** Whether `answerOf` gave a refusal. */
export function isRefused<Result>(answer: Result | TrinoError): answer is TrinoError {
  return isSluiceError(answer);
}
