import {
  type MergePolicy,
  mergeSchemas,
  type Schema,
  type SchemaChange,
  schemaText,
} from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { partitionPath } from "../partition/path.js";
import type { PartitionValues } from "../plugin/asset-description.js";
import type { LiveWrite, SealedWrite, Snapshot } from "../plugin/snapshot-log.js";
import { readFaults } from "./readable.js";
import { checkSamePartitions, type Definition } from "./same-definition.js";
import { writtenSchema } from "./written-schema.js";

/** What a write makes of the columns of the table. */
export interface Evolution {
  /** The columns from then on. */
  readonly schema: Schema;
  /** What turns the columns there are into these. Empty for the first write. */
  readonly changes: readonly SchemaChange[];
}

/** A definition that is to be stored under a key, and how it may change what is there. */
export interface WantedDefinition extends Definition {
  readonly schemaEvolution?: MergePolicy;
}

/**
 * The columns of the table after a write that empties `removed`. `SCHEMA_MISMATCH` if its policy does not allow the
 * change, or if files that stay could not be read any more.
 */
export function evolve(
  asset: string,
  wanted: WantedDefinition,
  head: Snapshot,
  removed: "all" | readonly PartitionValues[],
): Evolution {
  const { schema, schemaEvolution = "strict" } = wanted;
  if (head.schema === undefined) return { schema, changes: [] };
  checkSamePartitions(asset, wanted, head);
  const merged = mergeSchemas(head.schema, schema, schemaEvolution);
  if (merged.schema === undefined) throw refused(asset, merged.refused, head.schema, wanted);
  // The columns there are, all files can be read with.
  if (schemaText(merged.schema) !== schemaText(head.schema)) {
    checkKeptFiles(asset, merged.schema, head, removed);
  }
  return { schema: merged.schema, changes: merged.changes };
}

/**
 * The columns of the table after a write that brings no rows of its own: those it was made for, which are older ones after
 * going back. `PUBLISH_CONFLICT` if they are others than now and somebody committed meanwhile: what was added since might
 * not be readable with them.
 */
export function evolveBack(write: SealedWrite, head: Snapshot): Evolution {
  const { changes } = mergeSchemas(head.schema ?? write.schema, write.schema, "replace");
  if (
    head.number === write.sawSnapshot ||
    schemaText(head.schema ?? write.schema) === schemaText(write.schema)
  ) {
    return { schema: write.schema, changes };
  }
  throw new SluiceError("PUBLISH_CONFLICT", {
    message: `Snapshot ${head.number} of ${write.asset} came before the ${write.operation}, and has other columns.`,
    details: { asset: write.asset, snapshot: head.number },
    hint: "Look at the newest snapshot, then try again.",
  });
}

function checkKeptFiles(
  asset: string,
  schema: Schema,
  head: Snapshot,
  removed: "all" | readonly PartitionValues[],
): void {
  const before = head.schema ?? schema;
  const kept = new Map(
    keptWrites(head, removed).map((write) => {
      const written = writtenSchema(head, write);
      return [schemaText(written), written];
    }),
  );
  const faults = [...new Set([...kept.values()].flatMap((file) => readFaults(file, schema, before)))];
  if (faults.length === 0) return;
  throw new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset} keeps files that do not fit its new columns: ${faults.join("; ")}.`,
    details: { asset, changes: faults },
    hint: 'Replace everything in one store, with { split: true, replace: "all" } where there are partitions; or use another name for the column.',
  });
}

/** What stays live when those partitions are emptied. */
function keptWrites(head: Snapshot, removed: "all" | readonly PartitionValues[]): LiveWrite[] {
  if (removed === "all") return [];
  const gone = new Set(removed.map((partition) => partitionPath(head.dimensions, partition)));
  return head.live
    .filter(({ partition }) => !gone.has(partitionPath(head.dimensions, partition)))
    .flatMap(({ writes }) => writes);
}

function refused(
  asset: string,
  changes: readonly SchemaChange[],
  old: Schema,
  { schema, schemaEvolution = "strict" }: WantedDefinition,
): SluiceError {
  const texts = changes.map(({ text }) => text);
  return new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset} is stored with another definition: ${texts.join("; ")}.`,
    details: { asset, changes: texts },
    hint: `${wayOut(schemaEvolution, old, schema)} Or define it as it was, or give the new definition a key of its own.`,
  });
}

function wayOut(policy: MergePolicy, old: Schema, schema: Schema): string {
  if (policy === "strict" && mergeSchemas(old, schema, "additive").schema !== undefined) {
    return 'Let its columns grow: defineAsset({ schemaEvolution: "additive" }).';
  }
  if (policy === "replace") return "Rename the column.";
  return 'Make the new columns nullable and let them grow, defineAsset({ schemaEvolution: "additive" }), or let anything change with "replace".';
}
