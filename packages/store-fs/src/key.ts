import { sep } from "node:path";
import { objectKeyError, objectKeyFault } from "@sluice/sdk/plugin";

const temporaryName = /^\.sluice-[0-9a-f-]{36}\.tmp$/;

/** A hidden name beside the target: Hive and Trino skip names that start with a dot, `list` skips this one. */
export function nameTemporary(): string {
  return `.sluice-${crypto.randomUUID()}.tmp`;
}

export function isTemporaryName(name: string): boolean {
  return temporaryName.test(name);
}

/** Why no file can stand for this key, or nothing. */
export function faultOfKey(key: string, separator: string = sep): string | undefined {
  const fault = objectKeyFault(key);
  if (fault !== undefined) return fault;
  if (key.split("/").some(isTemporaryName)) return "names like .sluice-….tmp are the store's own";
  if (separator === "\\" && /[\\:]/.test(key)) return "Windows reads \\ and : as parts of a path";
  return undefined;
}

/** Throws for a key that is no path below the root. */
export function checkKey(store: string, key: string): void {
  const fault = faultOfKey(key);
  if (fault !== undefined) throw objectKeyError(store, key, fault);
}
