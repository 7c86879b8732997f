import assert from "node:assert/strict";
import { type ErrorCode, isSluiceError } from "@sluice/sdk";

/** Fails unless `promise` is rejected with a `SluiceError` of that code. */
export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>, what: string): Promise<void> {
  const error = await errorOf(promise, `${what}: expected ${code}, and nothing was thrown`);
  assert.ok(isSluiceError(error, code), `${what}: expected ${code}, got ${String(error)}`);
}

/** What `promise` is rejected with. */
export async function errorOf(promise: Promise<unknown>, message: string): Promise<unknown> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  assert.ok(settled, message);
  return settled.error;
}
