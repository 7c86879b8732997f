import type { SluiceError } from "@sluice/sdk";
import type { PageError } from "./errors.js";
import { isObject, withoutNulls } from "./json-object.js";
import type { Page, PageColumn } from "./query.js";
import type { SpooledData } from "./segments.js";

/**
 * A page whose parts are of the types they are said to be; what is null is left out. Its rows and segments are checked
 * when they are read. Throws `broken(problem)` for a page that cannot be read.
 */
export function shapedPage(given: Page, broken: (problem: string) => SluiceError): Page {
  const { data, columns, error, stats, updateType, updateCount, ...rest } = withoutNulls(given);
  if (data !== undefined && !Array.isArray(data) && !isSpooled(data)) throw broken("has no rows as its data");
  return {
    ...rest,
    ...(data !== undefined && { data }),
    ...(columns !== undefined && { columns: shapedColumns(columns, broken) }),
    ...(error !== undefined && { error: shapedError(error, broken) }),
    ...(isObject(stats) && { stats }),
    ...(typeof updateType === "string" && { updateType }),
    ...(typeof updateCount === "number" && { updateCount }),
  };
}

function isSpooled(data: unknown): data is SpooledData {
  return isObject(data) && typeof data.encoding === "string" && Array.isArray(data.segments);
}

function shapedColumns(given: unknown, broken: (problem: string) => SluiceError): readonly PageColumn[] {
  if (!Array.isArray(given)) throw broken("has no list as its columns");
  return given.map((column: unknown) => {
    const found = isObject(column) ? withoutNulls(column) : {};
    if (!isColumn(found)) throw broken("has a column without a name or a type");
    return found;
  });
}

function isColumn(column: object): column is PageColumn {
  const { name, type, typeSignature } = column as Readonly<Record<string, unknown>>;
  if (typeof name !== "string") return false;
  return typeSignature === undefined ? typeof type === "string" : isObject(typeSignature);
}

/** What else is wrong in an error is left out: its name says more than a part that cannot be read. */
function shapedError(given: unknown, broken: (problem: string) => SluiceError): PageError {
  const { errorName, errorType, errorLocation, failureInfo, message } = isObject(given)
    ? withoutNulls(given)
    : { errorName: given };
  if (errorName !== undefined && typeof errorName !== "string") {
    throw broken("has an error without a name");
  }
  return {
    ...(errorName !== undefined && { errorName }),
    ...(typeof message === "string" && { message }),
    ...(typeof errorType === "string" && { errorType }),
    ...(isLocation(errorLocation) && { errorLocation }),
    ...(isObject(failureInfo) && { failureInfo: shapedFailure(failureInfo) }),
  };
}

function isLocation(given: unknown): given is NonNullable<PageError["errorLocation"]> {
  return isObject(given) && typeof given.lineNumber === "number" && typeof given.columnNumber === "number";
}

/** One more than are told of. */
const deepestCause = 9;

function shapedFailure(
  { type, message, cause }: Readonly<Record<string, unknown>>,
  depth = 0,
): NonNullable<PageError["failureInfo"]> {
  return {
    ...(typeof type === "string" && { type }),
    ...(typeof message === "string" && { message }),
    ...(isObject(cause) && depth < deepestCause && { cause: shapedFailure(cause, depth + 1) }),
  };
}
