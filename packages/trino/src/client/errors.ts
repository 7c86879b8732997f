import { type ErrorDetails, isSluiceError, SluiceError } from "@sluice/sdk";

/** The `details` of a statement that failed. */
export interface TrinoFailure {
  readonly engine: "trino";
  /** Trino's error name, such as `TABLE_NOT_FOUND`; `HTTP_<status>` and `QUERY_GONE` for answers without one. */
  readonly code: string;
  /** The statement, shortened. */
  readonly sql: string;
  readonly queryId?: string;
  /** `USER_ERROR`, `INTERNAL_ERROR`, `INSUFFICIENT_RESOURCES` or `EXTERNAL`. */
  readonly type?: string;
  /** Where in the statement, both from 1. */
  readonly line?: number;
  readonly column?: number;
  /** What the server says led to it, the nearest first: `UnknownHostException: s3.example`. */
  readonly causes?: readonly string[];
}

export interface TrinoError extends SluiceError<"QUERY_FAILED"> {
  readonly details: ErrorDetails["QUERY_FAILED"] & TrinoFailure;
}

/** Whether a statement failed in Trino, under that name: `isTrinoError(error, "TABLE_NOT_FOUND")`. */
export function isTrinoError(error: unknown, name?: string): error is TrinoError {
  if (!isSluiceError(error, "QUERY_FAILED") || error.details.engine !== "trino") return false;
  return name === undefined || error.details.code === name;
}

/** The `error` of a page. */
export interface PageError {
  readonly message?: string;
  readonly errorName?: string;
  readonly errorType?: string;
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number };
  readonly failureInfo?: FailureInfo;
}

interface FailureInfo {
  /** The Java class. */
  readonly type?: string;
  readonly message?: string;
  readonly cause?: FailureInfo;
}

// Refused before it ran, or rolled back as a whole: the same statement may succeed later.
const retryableNames = new Set([
  "SERVER_STARTING_UP",
  "SERVER_SHUTTING_DOWN",
  "NO_NODES_AVAILABLE",
  "QUERY_QUEUE_FULL",
  "TRANSACTION_CONFLICT",
]);

export function statementFailed(error: PageError, statement: { sql: string; queryId?: string }): SluiceError {
  const code = error.errorName ?? "UNKNOWN";
  const details: TrinoFailure = {
    engine: "trino",
    code,
    sql: shortened(statement.sql),
    ...(statement.queryId !== undefined && { queryId: statement.queryId }),
    ...(error.errorType !== undefined && { type: error.errorType }),
    ...(error.errorLocation !== undefined && {
      line: error.errorLocation.lineNumber,
      column: error.errorLocation.columnNumber,
    }),
    ...(error.failureInfo?.cause !== undefined && { causes: causesOf(error.failureInfo.cause) }),
  };
  const query = statement.queryId === undefined ? "" : `, query ${statement.queryId}`;
  return new SluiceError("QUERY_FAILED", {
    message: `${error.message ?? "The statement failed."} (${code}${query})\n  sql: ${details.sql}`,
    details,
    retryable: retryableNames.has(code),
  });
}

const deepestCause = 8;

function causesOf({ type = "", message = "", cause }: FailureInfo, depth = 1): string[] {
  const name = type.slice(Math.max(type.lastIndexOf("."), type.lastIndexOf("$")) + 1);
  const deeper = cause === undefined || depth === deepestCause ? [] : causesOf(cause, depth + 1);
  return [shortened(`${name}: ${message}`), ...deeper];
}

/** For an answer of the server that is not what its protocol says. */
export function protocolError(
  message: string,
  statement: { readonly sql: string; readonly queryId?: string },
): SluiceError {
  return statementFailed({ errorName: "PROTOCOL_ERROR", message }, statement);
}

/** For reading on in a result that was closed when pages of it were left. */
export function closedEarly(statement: { readonly sql: string; readonly queryId?: string }): SluiceError {
  return statementFailed(
    { errorName: "CLOSED", message: "The result was closed before it was read to its end." },
    statement,
  );
}

/** For a type the client cannot give exactly. The hint says what to select instead. */
export function typeUnsupported(what: string, type: string, hint: string): SluiceError<"QUERY_FAILED"> {
  return new SluiceError("QUERY_FAILED", {
    message: `${what} has the type ${type}, which cannot be given exactly here.`,
    details: { engine: "trino", code: "TYPE_UNSUPPORTED" },
    hint,
  });
}

export function invalidOption(
  option: string,
  problem: string,
  hint?: string,
): SluiceError<"CONFIGURATION_INVALID"> {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `The option ${option} of the Trino client ${problem}.`,
    details: { option },
    ...(hint !== undefined && { hint }),
  });
}

const longestSql = 500;

function shortened(sql: string): string {
  return sql.length <= longestSql ? sql : `${sql.slice(0, longestSql)}… (${sql.length} characters)`;
}
