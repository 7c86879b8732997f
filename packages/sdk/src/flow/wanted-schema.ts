import { type Schema, selectFields, typeText } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { nearest } from "../nearest.js";
import type { AssetDescription } from "../plugin/asset-description.js";
import type { Snapshot } from "../plugin/snapshot-log.js";

/** Every column that can be asked for: those of the asset, as it describes them, then what else is stored. */
export function knownColumns({ schema }: Snapshot, asset: AssetDescription): Schema {
  const names = new Set(asset.schema.fields.map((field) => field.name));
  const more = (schema?.fields ?? []).filter((field) => !names.has(field.name));
  return { fields: [...asset.schema.fields, ...more] };
}

/** The columns that are wanted, which are those of the asset unless some are named. `UNKNOWN_COLUMN` if one is not there. */
export function wantedSchema(
  snapshot: Snapshot,
  asset: AssetDescription,
  columns: readonly string[] | undefined,
): Schema {
  if (columns === undefined) return asset.schema;
  const all = knownColumns(snapshot, asset);
  const known = new Set(all.fields.map((field) => field.name));
  const unknown = columns.find((name) => !known.has(name));
  if (unknown === undefined) return selectFields(all, columns);
  const close = nearest(unknown, known);
  throw new SluiceError("UNKNOWN_COLUMN", {
    message: `${asset.key} has no column "${unknown}".`,
    details: { asset: asset.key, column: unknown, nearest: close },
    hint: `It has ${[...known].join(", ")}.`,
  });
}

/** `SCHEMA_MISMATCH` for a required column that the snapshot does not have: no row has a value for it. */
export function checkLoadable(wanted: Schema, snapshot: Snapshot, asset: AssetDescription): void {
  const stored = new Set((snapshot.schema ?? asset.schema).fields.map((field) => field.name));
  const missing = wanted.fields.filter((field) => !field.nullable && !stored.has(field.name));
  if (missing.length === 0) return;
  const changes = missing.map((field) => `"${field.name}" ${typeText(field.type)} is not stored`);
  throw new SluiceError("SCHEMA_MISMATCH", {
    message: `Snapshot ${snapshot.number} of ${asset.key} does not have what the asset requires: ${changes.join("; ")}.`,
    details: { asset: asset.key, changes },
    hint: "Make the column nullable, or name the columns to load with { columns }.",
  });
}
