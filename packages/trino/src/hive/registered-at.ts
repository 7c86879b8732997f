import type { TrinoError } from "../client/index.js";

/** Whether Trino's `ALREADY_EXISTS` names that location. The statement, which follows in the message, always does. */
export function isRegisteredAt(error: TrinoError, location: string): boolean {
  const end = error.message.lastIndexOf(`\n  sql: ${error.details.sql}`);
  return (end < 0 ? error.message : error.message.slice(0, end)).includes(location);
}
