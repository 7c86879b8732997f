import type { Schema, SchemaChange } from "@sluice/type-mapping";
import { isSluiceError, SluiceError } from "../error.js";
import { type Evolution, evolve } from "../log/evolve.js";
import type { StoredSnapshotLog } from "../log/snapshot-log.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Catalog } from "../plugin/catalog.js";
import type { SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import type { StoreRequest } from "./store-asset.js";

/**
 * What a store makes of the columns, as far as is known before its first byte. Which partitions the rows name is not, so
 * a split is taken to keep every file unless it replaces all.
 */
export function plannedEvolution(
  asset: AssetDescription,
  request: Pick<StoreRequest, "target" | "mode" | "scope" | "schemaEvolution">,
  head: Snapshot,
  catalog: Catalog,
): Evolution {
  const { target, mode, scope, schemaEvolution } = request;
  const replaced = scope === "all" ? "all" : target === "split" ? [] : [target];
  const evolution = evolve(
    asset.key,
    { ...asset, schemaEvolution },
    head,
    mode === "replace" ? replaced : [],
  );
  checkEvolution(asset.key, catalog, evolution.changes);
  return evolution;
}

/** The columns of the table once a write that was found is committed, which it may be already. */
export async function adoptedSchema(
  write: SealedWrite,
  { asset, catalog, log, signal }: AdoptedContext,
): Promise<Schema> {
  const head = await log.head(signal);
  const { schema: stored = write.schema } = head;
  if ((await log.findCommitted(write, signal)) !== undefined) return stored;
  try {
    return plannedEvolution(asset, { ...write, target: "split" }, head, catalog).schema;
  } catch (error) {
    // Whether it still fits is for the commit to say.
    if (isSluiceError(error, "SCHEMA_MISMATCH")) return stored;
    throw error;
  }
}

interface AdoptedContext {
  readonly asset: AssetDescription;
  readonly catalog: Catalog;
  readonly log: StoredSnapshotLog;
  readonly signal?: AbortSignal;
}

/** `CAPABILITY_MISSING` for changes that the catalog cannot show. */
export function checkEvolution(asset: string, catalog: Catalog, changes: readonly SchemaChange[]): void {
  const { evolution } = catalog.capabilities;
  if (evolution === "types") return;
  const refused = changes.filter(
    (change) => !alwaysShown.has(change.kind) && !(evolution === "columns" && isColumn(change)),
  );
  if (refused.length === 0) return;
  const texts = refused.map(({ text }) => text).join("; ");
  throw new SluiceError("CAPABILITY_MISSING", {
    message: `${catalog.name} cannot change ${asset} like this: ${texts}.`,
    details: { capability: "schema evolution", plugin: catalog.name },
    hint:
      evolution === "columns"
        ? "Whole columns can come and go. Add a column with another name for the new type, or give the new definition a key of its own."
        : "Define it as it was, or give the new definition a key of its own.",
  });
}

/** Changes that are none to an engine. */
const alwaysShown: ReadonlySet<SchemaChange["kind"]> = new Set(["comment-changed", "as-changed"]);

const ofColumns: ReadonlySet<SchemaChange["kind"]> = new Set(["added", "dropped", "moved"]);
const ofNulls: ReadonlySet<SchemaChange["kind"]> = new Set(["made-nullable", "made-required"]);

function isColumn({ kind, path }: SchemaChange): boolean {
  return ofNulls.has(kind) || (ofColumns.has(kind) && path.length === 1);
}
