import type { ConditionValue, RowCondition } from "@sluice/sdk/plugin";
import type { Schema } from "@sluice/type-mapping";
import type { Footer, RowGroup } from "../format/footer.js";
import { columnMetaData, fileMetaData, schemaElement, statistics } from "../format/format.js";
import { integerAt, structsAt, type ThriftStruct } from "../format/thrift.js";
import { compareStored, type StoredValues, storedValues } from "./stored-value.js";

/** What is known of the values that a column has in some rows. Bounds may be wider than the values. */
export interface Bounds {
  readonly rows: number;
  readonly nulls: number | undefined;
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
}

/** A condition on the values of one leaf. */
export interface LeafTest {
  readonly leaf: number;
  /** Whether some row may hold; `true` where the bounds do not say. */
  mayHold(bounds: Bounds): boolean;
}

/** The conditions that bounds can tell something of. `schema` says what the columns are for who asks. */
export function leafTests(footer: Footer, schema: Schema, where: readonly RowCondition[]): LeafTest[] {
  return where.flatMap((condition) => testOf(footer, schema, condition));
}

/** Whether some row of the row group may hold, going by the statistics of its column chunks. */
export function groupMayHold(group: RowGroup, tests: readonly LeafTest[]): boolean {
  return tests.every(({ leaf, mayHold }) => mayHold(chunkBounds(group, leaf)));
}

function testOf(footer: Footer, schema: Schema, condition: RowCondition): LeafTest[] {
  const field = schema.fields.find(({ name }) => name === condition.column);
  const column = footer.columns.find(({ name }) => name === condition.column);
  if (field === undefined || column === undefined) return [];
  const elements = structsAt(footer.metadata, fileMetaData.schema).slice(...column.elements);
  const [element] = elements;
  const repeated = 2;
  if (element === undefined || elements.length !== 1) return [];
  if (integerAt(element, schemaElement.repetition) === repeated) return [];
  const [leaf] = column.leaves;
  if (condition.comparison === "isNull") {
    return [{ leaf, mayHold: (bounds) => mayBeNull(bounds, condition.value) }];
  }
  const values = isOrdered(footer, leaf) ? storedValues(element, field.type) : undefined;
  const mayHold = (bounds: Bounds): boolean =>
    mayBeNull(bounds, false) && (values === undefined || mayCompare(bounds, values, condition));
  return [{ leaf, mayHold }];
}

function mayBeNull({ nulls, rows }: Bounds, wanted: boolean): boolean {
  return nulls === undefined || (wanted ? nulls > 0 : nulls < rows);
}

function mayCompare(
  bounds: Bounds,
  values: StoredValues,
  condition: Exclude<RowCondition, { readonly comparison: "isNull" }>,
): boolean {
  const min = bounds.min && values.read(bounds.min);
  const max = bounds.max && values.read(bounds.max);
  if (min === undefined || max === undefined) return true;
  const within = (value: ConditionValue): boolean => {
    const given = values.scale(value);
    return !(compareStored(given, min) < 0) && !(compareStored(given, max) > 0);
  };
  if (condition.comparison === "in") return condition.values.some(within);
  const given = values.scale(condition.value);
  switch (condition.comparison) {
    case "eq":
      return within(condition.value);
    case "ne":
      // Bounds of texts may be cut, and NaN, which is in no bounds, is not equal either.
      return typeof given !== "bigint" || given !== min || given !== max;
    case "gt":
      return !(compareStored(max, given) <= 0);
    case "gte":
      return !(compareStored(max, given) < 0);
    case "lt":
      return !(compareStored(min, given) >= 0);
    case "lte":
      return !(compareStored(min, given) > 0);
  }
}

function chunkBounds(group: RowGroup, leaf: number): Bounds {
  const found = group.chunks[leaf]?.metadata.get(columnMetaData.statistics)?.value;
  const struct: ThriftStruct = found instanceof Map ? found : new Map();
  return {
    rows: group.rows,
    nulls: integerAt(struct, statistics.nulls),
    min: bytesAt(struct, statistics.min),
    max: bytesAt(struct, statistics.max),
  };
}

function bytesAt(struct: ThriftStruct, id: number): Uint8Array | undefined {
  const bytes = struct.get(id)?.value;
  return bytes instanceof Uint8Array ? bytes : undefined;
}

// Without it, nobody knows by which order the least and the greatest value were found.
function isOrdered({ metadata }: Footer, leaf: number): boolean {
  if (!metadata.has(fileMetaData.columnOrders)) return false;
  const byType = 1;
  return structsAt(metadata, fileMetaData.columnOrders)[leaf]?.has(byType) ?? false;
}
