import type { ConditionValue, RowCondition } from "@sluice/sdk/plugin";
import type { Schema } from "@sluice/type-mapping";
import type { Footer, RowGroup } from "../format/footer.js";
import { columnMetaData, fileMetaData, schemaElement, statistics } from "../format/format.js";
import { integerAt, structsAt, type ThriftStruct } from "../format/thrift.js";
import { compareStored, type StoredValues, storedValues } from "./stored-value.js";

/** Whether some row of a row group may hold; `true` where its statistics do not say. */
export type MayHold = (group: RowGroup) => boolean;

/** Goes by the statistics of the column chunks. `schema` says what the columns are for who asks. */
export function mayHold(footer: Footer, schema: Schema, where: readonly RowCondition[]): MayHold {
  const tests = where.map((condition) => testOf(footer, schema, condition));
  return (group) => tests.every((test) => test(group));
}

const anything: MayHold = () => true;

function testOf(footer: Footer, schema: Schema, condition: RowCondition): MayHold {
  const field = schema.fields.find(({ name }) => name === condition.column);
  const column = footer.columns.find(({ name }) => name === condition.column);
  if (field === undefined || column === undefined) return anything;
  const elements = structsAt(footer.metadata, fileMetaData.schema).slice(...column.elements);
  const [element] = elements;
  const repeated = 2;
  if (element === undefined || elements.length !== 1) return anything;
  if (integerAt(element, schemaElement.repetition) === repeated) return anything;
  const [leaf] = column.leaves;
  if (condition.comparison === "isNull") {
    return (group) => mayBeNull(group, leaf, condition.value);
  }
  const values = isOrdered(footer, leaf) ? storedValues(element, field.type) : undefined;
  return (group) =>
    mayBeNull(group, leaf, false) && (values === undefined || mayCompare(group, leaf, values, condition));
}

function mayBeNull(group: RowGroup, leaf: number, wanted: boolean): boolean {
  const nulls = integerAt(statisticsOf(group, leaf), statistics.nulls);
  return nulls === undefined || (wanted ? nulls > 0 : nulls < group.rows);
}

function mayCompare(
  group: RowGroup,
  leaf: number,
  values: StoredValues,
  condition: Exclude<RowCondition, { readonly comparison: "isNull" }>,
): boolean {
  const found = statisticsOf(group, leaf);
  const min = bound(found, statistics.min, values);
  const max = bound(found, statistics.max, values);
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

function bound(found: ThriftStruct, id: number, values: StoredValues): ConditionValue | undefined {
  const bytes = found.get(id)?.value;
  return bytes instanceof Uint8Array ? values.read(bytes) : undefined;
}

function statisticsOf(group: RowGroup, leaf: number): ThriftStruct {
  const found = group.chunks[leaf]?.metadata.get(columnMetaData.statistics)?.value;
  return found instanceof Map ? found : new Map();
}

// Without it, nobody knows by which order the least and the greatest value were found.
function isOrdered({ metadata }: Footer, leaf: number): boolean {
  if (!metadata.has(fileMetaData.columnOrders)) return false;
  const byType = 1;
  return structsAt(metadata, fileMetaData.columnOrders)[leaf]?.has(byType) ?? false;
}
