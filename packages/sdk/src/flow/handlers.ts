import type { Schema } from "@sluice/type-mapping";
import { familyOf, isTable } from "../asset/family.js";
import { SluiceError } from "../error.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Snapshot } from "../plugin/snapshot-log.js";
import type { TypeHandler } from "../plugin/type-handler.js";
import type { ValueHandler } from "../plugin/value-handler.js";

/** What keeps values of one family, tables or others. */
export type Handler = TypeHandler | ValueHandler;

export function isTableHandler(handler: Handler): handler is TypeHandler {
  return handler.family === "table";
}

/** The handler that writes such assets: the first one of the family. `HANDLER_MISSING` if there is none. */
export function writerOf(asset: AssetDescription, handlers: readonly Handler[]): Handler {
  const family = familyOf(asset);
  const found = handlers.find((handler) => handler.family === family);
  if (found !== undefined) return found;
  throw new SluiceError("HANDLER_MISSING", {
    message: `No handler for ${family} is installed, which ${asset.key} is.`,
    details: { asset: asset.key, wanted: family, installed: namesOf(handlers) },
    hint: `Give createIOManager { handlers: [ … ] } with one whose family is ${family}.`,
  });
}

/** The handler of tables that has that name. `HANDLER_MISSING` if there is none. */
export function tableReader(
  name: string,
  asset: AssetDescription,
  handlers: readonly Handler[],
): TypeHandler {
  const found = handlers.filter(isTableHandler).find((handler) => handler.name === name);
  return found ?? missing(name, asset, handlers);
}

/** The handler of the asset's family, which is not tables, that has that name. `HANDLER_MISSING` if there is none. */
export function valueReader(
  name: string,
  asset: AssetDescription,
  handlers: readonly Handler[],
): ValueHandler {
  const found = handlers.find((handler) => handler.name === name && handler.family === familyOf(asset));
  return found === undefined || isTableHandler(found) ? missing(name, asset, handlers) : found;
}

/** `SCHEMA_MISMATCH` if the snapshot holds values of another family, as far as the handlers can tell. */
export function checkSameFamily(
  asset: AssetDescription,
  snapshot: Snapshot,
  handlers: readonly Handler[],
): void {
  if (snapshot.schema === undefined) return;
  const { schema, live } = snapshot;
  // A table may have very many writes, and its columns tell that it is one.
  const written = schema.fields.length > 0 ? [] : live.flatMap(({ writes }) => writes);
  checkFamily(asset, schema, new Set(written.map(({ handler }) => handler)), handlers);
}

/** The same for what handlers with these names wrote. */
export function checkFamily(
  asset: AssetDescription,
  { fields }: Schema,
  names: ReadonlySet<string>,
  handlers: readonly Handler[],
): void {
  const wanted = familyOf(asset);
  // A table has columns; what else there is, only the handlers know that wrote it.
  const isValue = (handler: Handler): boolean => !isTableHandler(handler) && names.has(handler.name);
  const families = fields.length > 0 ? ["table"] : handlers.filter(isValue).map(({ family }) => family);
  if (families.includes(wanted) || (families.length === 0 && wanted !== "table")) return;
  const stored = [...new Set(families)].join(" or ") || "something else";
  throw new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset.key} is stored as ${stored} and defined as ${wanted}.`,
    details: { asset: asset.key, changes: [`was ${stored}`, `is ${wanted}`] },
    hint: "Define it as it was, or give the new definition a key of its own.",
  });
}

function missing(name: string, asset: AssetDescription, handlers: readonly Handler[]): never {
  const ofFamily = handlers.filter((handler) => handler.family === familyOf(asset));
  throw new SluiceError("HANDLER_MISSING", {
    message: `${asset.key} is stored as ${name}, and no such handler${isTable(asset) ? "" : ` of ${familyOf(asset)}`} is installed.`,
    details: { asset: asset.key, wanted: name, installed: namesOf(ofFamily) },
    hint: `Add the ${name} handler to { handlers } of createIOManager.`,
  });
}

function namesOf(handlers: readonly Handler[]): string[] {
  return handlers.map((handler) => handler.name);
}
