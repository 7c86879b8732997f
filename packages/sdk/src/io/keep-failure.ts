import { randomBytes } from "node:crypto";
import { isSluiceError } from "../error.js";
import { jsonBytes } from "../log/json-object.js";
import { layout } from "../log/layout.js";
import type { Lake } from "./lake.js";

/** Puts a report of a write that failed beside the asset. What it says is what the error says; errors hold no secrets. */
export async function keepFailure({ store }: Lake, asset: string, error: unknown): Promise<void> {
  const at = new Date().toISOString();
  const key = layout.failure(asset, `${at.replaceAll(":", "-")}-${randomBytes(4).toString("hex")}`);
  try {
    await store.put(key, jsonBytes({ asset, at, ...reportOf(error) }), {
      mode: "create",
      contentType: "application/json",
    });
  } catch (cause) {
    // The failure itself is what the caller has to know.
    process.emitWarning(`The report ${key} could not be kept: ${String(cause)}`);
  }
}

function reportOf(error: unknown): object {
  if (!isSluiceError(error)) return { message: error instanceof Error ? error.message : String(error) };
  const { code, message, hint, retryable, details } = error;
  return { code, message, hint, retryable, details: plain(details) };
}

/** Details as JSON takes them. */
function plain(details: object): unknown {
  return JSON.parse(
    JSON.stringify(details, (_name, value) => (typeof value === "bigint" ? String(value) : value)),
  );
}
