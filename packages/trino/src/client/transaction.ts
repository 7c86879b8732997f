import { isSluiceError, SluiceError } from "@sluice/sdk";
import { isTrinoError, statementFailed } from "./errors.js";
import type { StatementOptions } from "./options.js";
import type { Query } from "./query.js";
import { type StartStatement, type StatementRunner, statementRunner } from "./runner.js";
import { orAborted } from "./waiting.js";

/** Statements of one transaction. They see each other's effects; nobody else does before the commit. */
export interface Transaction extends StatementRunner {
  /** Trino's id of it. */
  readonly id: string;
}

export interface TransactionOptions {
  /** Aborting rolls back. */
  readonly signal?: AbortSignal;
  /** Default: what each connector gives. */
  readonly isolation?: "read uncommitted" | "read committed" | "repeatable read" | "serializable";
  /** Refuses statements that write. Default `false`. */
  readonly readOnly?: boolean;
}

const endMillis = 30_000;

/** START TRANSACTION, the work, and COMMIT or ROLLBACK, whatever happens to the work. */
export async function runTransaction<Value>(
  start: StartStatement,
  work: (transaction: Transaction) => Promise<Value>,
  { signal, isolation, readOnly = false }: TransactionOptions,
): Promise<Value> {
  const modes = [
    ...(isolation === undefined ? [] : [`ISOLATION LEVEL ${isolationText(isolation)}`]),
    ...(readOnly ? ["READ ONLY"] : []),
  ];
  const begin = ["START TRANSACTION", modes.join(", ")].join(" ").trim();
  const id = await begun(start, begin, signal);
  const headers = { "x-trino-transaction-id": id };
  const running = new Set<Query>();
  let over = false;

  const inside: StartStatement = async (sql, options) => {
    if (over) throw isOver(sql);
    const query = await start(sql, { ...options, ...both(signal, options.signal) }, headers);
    running.add(query);
    const close = async () => {
      await query.close();
      running.delete(query);
    };
    if (!over) return Object.create(query, { close: { value: close } }) as Query;
    await close();
    throw isOver(sql);
  };
  const end = async (sql: "COMMIT" | "ROLLBACK"): Promise<void> => {
    over = true;
    await Promise.all([...running].map((query) => query.close()));
    // The caller may have aborted or run out of time; the transaction has to end all the same.
    await finish(await start(sql, { deadlineMillis: endMillis }, headers));
  };

  let value: Value;
  try {
    value = await orAborted(work({ id, ...statementRunner(inside) }), signal, isAborted);
  } catch (error) {
    // If this fails too, the server rolls back after its own idle time. What went wrong first says more.
    await end("ROLLBACK").catch(() => {});
    throw error;
  }
  await end("COMMIT").catch((error: unknown) => {
    throw isAnswer(error) ? error : commitUnknown(id, error);
  });
  return value;
}

async function begun(start: StartStatement, sql: string, signal: AbortSignal | undefined): Promise<string> {
  const query = await start(sql, both(signal, undefined), { "x-trino-transaction-id": "NONE" });
  const id = await finish(query);
  if (id !== undefined) return id;
  throw statementFailed(
    { errorName: "TRANSACTION_NOT_STARTED", message: "The server started no transaction." },
    { sql, queryId: query.id },
  );
}

/** Reads a statement to its end, and which transaction it started. */
async function finish(query: Query): Promise<string | undefined> {
  let id: string | undefined;
  try {
    do {
      id = query.headers.get("x-trino-started-transaction-id") ?? id;
    } while (await query.advance());
    return id;
  } finally {
    await query.close();
  }
}

function isolationText(isolation: NonNullable<TransactionOptions["isolation"]>): string {
  const levels = {
    "read uncommitted": "READ UNCOMMITTED",
    "read committed": "READ COMMITTED",
    "repeatable read": "REPEATABLE READ",
    serializable: "SERIALIZABLE",
  };
  if (Object.hasOwn(levels, isolation)) return levels[isolation];
  throw new SluiceError("CONFIGURATION_INVALID", {
    message: "The isolation of a transaction is none that Trino has.",
    details: { option: "isolation" },
    hint: `Take one of ${Object.keys(levels).join(", ")}.`,
  });
}

function both(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): Pick<StatementOptions, "signal"> {
  if (one === undefined && other === undefined) return {};
  return { signal: AbortSignal.any([one, other].filter((signal) => signal !== undefined)) };
}

function isAborted(cause: unknown): SluiceError {
  return new SluiceError("ABORTED", { message: "The transaction was aborted.", details: {}, cause });
}

/** Whether the server said what became of the statement. */
function isAnswer(error: unknown): boolean {
  if (isSluiceError(error, "ENGINE_DENIED")) return true;
  return isTrinoError(error) && !/^(HTTP_|QUERY_GONE|DEADLINE_EXCEEDED)/.test(error.details.code);
}

function commitUnknown(id: string, cause: unknown): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: `The transaction ${id} was being committed when the connection failed. Whether it is committed is unknown.`,
    details: { engine: "trino", code: "COMMIT_STATE_UNKNOWN", sql: "COMMIT" },
    hint: "Look whether its changes are there before you repeat it.",
    cause,
  });
}

function isOver(sql: string): SluiceError {
  return statementFailed(
    { errorName: "TRANSACTION_OVER", message: "The transaction is over, so nothing runs in it any more." },
    { sql },
  );
}
