import { SluiceError } from "../error.js";
import { isRecord } from "../partition/partition-value.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Catalog, ScanRequest } from "../plugin/catalog.js";

const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => /^\d+$/.test(String(value)) && (typeof value === "string" || typeof value === "bigint"),
  time: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  branch: isName,
  tag: isName,
};

/**
 * What to ask the catalog for. `CAPABILITY_MISSING` for a state of a history it does not keep, `CONFIGURATION_INVALID`
 * for what names none.
 */
export function scanRequest(
  { snapshot, at }: ScanRequest,
  asset: AssetDescription,
  { name, capabilities }: Catalog,
): ScanRequest {
  if (at === undefined) return snapshot === undefined ? {} : { snapshot };
  if (snapshot !== undefined) throw refused(asset, "a snapshot and a state of the table at once");
  const given = isRecord(at) ? Object.entries(at) : [];
  const [[kind, value] = ["", undefined]] = given;
  if (given.length !== 1 || !shapes[kind]?.(value)) throw refused(asset, "what is no state of a table");
  if (capabilities.history) return { at };
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${asset.key} has no state to load at another ${kind}: ${name} keeps no history of tables.`,
    details: { capability: "history", plugin: name },
    hint: "io.snapshots(asset) lists the snapshots there are, for { snapshot }.",
  });
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function refused({ key }: AssetDescription, what: string): SluiceError {
  return new SluiceError("CONFIGURATION_INVALID", {
    message: `${key} cannot be loaded at ${what}.`,
    details: { option: "at" },
    hint: 'Give one of { id: "123" }, { time: new Date() }, { branch: "main" } and { tag: "june" }.',
  });
}
