import type { Field, LogicalType, Schema } from "@sluice/type-mapping";
import type { PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import type { SealedWhere, SealedWrite } from "../plugin/snapshot-log.js";
import type { ConditionValue, RowCondition } from "../plugin/type-handler.js";
import { loadedValue } from "./loaded-value.js";
import { type RowFilter, rowFilter } from "./row-filter.js";

/** The conditions as JSON. `UNKNOWN_COLUMN` and `VALUE_UNSUPPORTED` as for those of a load. */
export function sealedWhere(
  where: Readonly<Record<string, unknown>>,
  schema: Schema,
  asset: string,
): SealedWhere {
  const sealed: Record<string, Record<string, unknown>> = {};
  for (const condition of rowFilter(where, { fields: [] }, schema, asset).conditions) {
    const { type } = fieldOf(condition.column, schema);
    sealed[condition.column] = {
      ...sealed[condition.column],
      [condition.comparison]: operand(condition, type),
    };
  }
  return sealed;
}

/** The rows a write takes away: those for which all of it holds. `undefined` for other writes than deletes. */
export function deletedRows({
  deletes,
  schema,
  asset,
}: Pick<SealedWrite, "deletes" | "schema" | "asset">): readonly RowCondition[] | undefined {
  return deletes === undefined ? undefined : filterOf(deletes, { schema, asset }).conditions;
}

/** Those of the partitions that can have such rows. */
export function deletedPartitions(
  deletes: SealedWhere,
  write: Pick<SealedWrite, "schema" | "asset">,
  dimensions: readonly PartitionDimension[],
  partitions: readonly { readonly partition: PartitionValues }[],
): PartitionValues[] {
  const { mayKeep } = filterOf(deletes, write);
  return partitions.map(({ partition }) => partition).filter((partition) => mayKeep(dimensions, partition));
}

function filterOf(sealed: SealedWhere, { schema, asset }: Pick<SealedWrite, "schema" | "asset">): RowFilter {
  const where = Object.entries(sealed).map(([column, comparisons]) => {
    const { type } = fieldOf(column, schema);
    const opened = Object.entries(comparisons).map(([name, value]) => [
      name,
      openedOperand(name, value, type),
    ]);
    return [column, Object.fromEntries(opened)];
  });
  return rowFilter(Object.fromEntries(where), { fields: [] }, schema, asset);
}

function operand(condition: RowCondition, type: LogicalType): unknown {
  if (condition.comparison === "isNull") return condition.value;
  if (condition.comparison === "in") return condition.values.map((value) => jsonOf(value, type));
  return jsonOf(condition.value, type);
}

function openedOperand(comparison: string, value: unknown, type: LogicalType): unknown {
  if (comparison === "isNull") return value;
  return Array.isArray(value) ? value.map((each) => openedValue(each, type)) : openedValue(value, type);
}

function jsonOf(value: ConditionValue, type: LogicalType): unknown {
  const loaded = loadedValue(type, value);
  if (loaded instanceof Uint8Array) return Buffer.from(loaded).toString("hex");
  // JSON has neither large whole numbers nor infinities.
  return typeof loaded === "bigint" || typeof loaded === "number" ? String(loaded) : loaded;
}

function openedValue(value: unknown, { id }: LogicalType): unknown {
  switch (id) {
    case "int64":
      return BigInt(value as string);
    case "int8":
    case "int16":
    case "int32":
    case "float32":
    case "float64":
      return Number(value);
    case "binary":
      return new Uint8Array(Buffer.from(value as string, "hex"));
    default:
      return value;
  }
}

function fieldOf(column: string, { fields }: Schema): Field {
  return fields.find(({ name }) => name === column) as Field;
}
