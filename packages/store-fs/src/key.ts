import { sep } from "node:path";
import { SluiceError } from "@sluice/sdk";

const temporaryName = /^\.sluice-[0-9a-f-]{36}\.tmp$/;

/** A hidden name beside the target: Hive and Trino skip names that start with a dot, `list` skips this one. */
export function nameTemporary(): string {
  return `.sluice-${crypto.randomUUID()}.tmp`;
}

export function isTemporaryName(name: string): boolean {
  return temporaryName.test(name);
}

/** Why a file of this name cannot stand for one part of a key, or nothing. */
export function faultOfSegment(segment: string, separator: string = sep): string | undefined {
  if (segment === "") return "it has an empty part";
  if (segment === "." || segment === "..") return `it has the part "${segment}"`;
  if (segment.includes("\0")) return "it holds a NUL character";
  // A lone surrogate has no UTF-8 bytes: two such keys would share one file.
  if (/\p{Surrogate}/u.test(segment)) return "it is not well-formed text";
  if (isTemporaryName(segment)) return "names like .sluice-….tmp are the store's own";
  if (separator === "\\" && /[\\:]/.test(segment)) return "Windows reads \\ and : as parts of a path";
  return undefined;
}

/** Throws for a key that is no path below the root. */
export function checkKey(store: string, key: string): void {
  for (const segment of key.split("/")) {
    const fault = faultOfSegment(segment);
    if (fault === undefined) continue;
    throw new SluiceError("CONFIGURATION_INVALID", {
      message: `${store}: ${JSON.stringify(key)} is not a key: ${fault}`,
      details: { option: "key" },
      hint: "A key is made of names joined by single slashes, such as sales/orders/part-0.parquet.",
    });
  }
}
