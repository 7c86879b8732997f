import { isTrinoError } from "../client/index.js";
import type { IcebergSession } from "./session.js";

/** How often a statement is made again that lost against somebody else's. */
export const tries = 8;

/** Somebody else's commit came between, or somebody else cancelled it because it took long to begin. */
export function isWorthAnother(error: unknown, { signal }: IcebergSession): boolean {
  if (signal?.aborted) return false;
  return ["ICEBERG_COMMIT_ERROR", "TRANSACTION_CONFLICT", "USER_CANCELED", "QUERY_GONE"].some((name) =>
    isTrinoError(error, name),
  );
}
