import { arrowTypes, type Field, mapType, type Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { isSluiceError, SluiceError } from "../error.js";
import { nearest } from "../nearest.js";
import { BatchBuilder } from "../pack/batch-builder.js";
import { ColumnBuffer } from "../pack/column-buffer.js";
import { isValid } from "../pack/gather.js";
import { isPlain } from "../pack/is-plain.js";
import { writerOf } from "../pack/writers/writer-of.js";
import type { PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import type { ConditionValue, RowCondition } from "../plugin/type-handler.js";
import { type Comparison, comparisons } from "./condition.js";
import { orderOf } from "./order.js";
import { type Bounds, partitionBounds } from "./partition-bounds.js";
import { plainValue } from "./plain-value.js";

/** Keeps the rows of `batch` that hold. Its columns are those of `read`; what comes out has those of `wanted`. */
export interface RowFilter {
  /** The columns wanted, and after them those that are only looked at. */
  readonly read: Schema;
  /** Whether a partition, with those dimensions, can have such rows. */
  mayKeep(dimensions: readonly PartitionDimension[], partition: PartitionValues): boolean;
  /** The same for handlers, which may leave out rows that do not hold. */
  readonly conditions: readonly RowCondition[];
  keep(batch: arrow.RecordBatch): arrow.RecordBatch | undefined;
}

type Holds = (row: number) => boolean;

/** One thing a column has to hold. Made for each batch anew. */
interface Test {
  readonly field: Field;
  readonly condition: RowCondition;
  holdsIn(data: arrow.Data): Holds;
  /** Whether it can hold for a row within the bounds. */
  mayHold(bounds: Bounds): boolean;
}

/** `UNKNOWN_COLUMN` and `VALUE_UNSUPPORTED` for conditions on what is not there and on values a column cannot have. */
export function rowFilter(
  where: Readonly<Record<string, unknown>>,
  wanted: Schema,
  stored: Schema,
  asset: string,
): RowFilter {
  const tests = Object.entries(where).flatMap(([name, condition]) =>
    condition === undefined ? [] : testsOf(fieldNamed(name, stored, asset), condition, asset),
  );
  const names = new Set(wanted.fields.map((field) => field.name));
  const more = [...new Map(tests.map(({ field }) => [field.name, field])).values()];
  const read = { fields: [...wanted.fields, ...more.filter((field) => !names.has(field.name))] };
  const positions = tests.map(({ field }) => read.fields.findIndex((each) => each.name === field.name));
  return {
    read,
    mayKeep: (dimensions, partition) =>
      dimensions.every((dimension, index) => {
        const own = tests.filter(({ field }) => field.name === dimension.source);
        if (own.length === 0) return true;
        const bounds = partitionBounds(dimension, partition[index] ?? null, (own[0] as Test).field);
        return bounds === undefined || own.every((test) => test.mayHold(bounds));
      }),
    conditions: tests.map(({ condition }) => condition),
    keep(batch) {
      if (tests.length === 0) return batch;
      const holds = tests.map((test, index) =>
        test.holdsIn(batch.data.children[positions[index] as number] as arrow.Data),
      );
      const kept = new Int32Array(batch.numRows);
      let count = 0;
      for (let row = 0; row < batch.numRows; row++) if (holds.every((each) => each(row))) kept[count++] = row;
      if (count === 0) return undefined;
      if (count === batch.numRows && read.fields.length === wanted.fields.length) return batch;
      const builder = new BatchBuilder(wanted, { asset, ignoreExtra: true });
      builder.appendTaken(batch, kept, count);
      return builder.flush();
    },
  };
}

function testsOf(field: Field, condition: unknown, asset: string): Test[] {
  if (condition === null) return [nullTest(field, true)];
  const operators = typeof condition === "object" && isPlain(condition) ? condition : { eq: condition };
  return Object.entries(operators).flatMap(([name, value]): Test[] => {
    if (value === undefined) return [];
    if (name === "isNull" && typeof value === "boolean") return [nullTest(field, value)];
    if (name === "in" && Array.isArray(value)) {
      return [anyTest(field, value, asset)];
    }
    if (Object.hasOwn(comparisons, name)) return [comparisonTest(field, name as Comparison, value, asset)];
    throw new SluiceError("VALUE_INVALID", {
      message: `The condition on "${field.name}" of ${asset} cannot be ${name}: ${String(value)}.`,
      details: { asset },
      hint: `Give a value, null, or ${Object.keys(comparisons).join(", ")}, in (an array), isNull (true or false).`,
    });
  });
}

function nullTest(field: Field, wanted: boolean): Test {
  return {
    field,
    condition: { column: field.name, comparison: "isNull", value: wanted },
    holdsIn: (data) => (row) => isValid(data, row) !== wanted,
    mayHold: (bounds) => (bounds === "null") === wanted,
  };
}

function anyTest(field: Field, values: readonly unknown[], asset: string): Test {
  const tests = values.map((value) => comparisonTest(field, "eq", value, asset));
  const plain = tests.map(({ value }) => value);
  return {
    field,
    condition: { column: field.name, comparison: "in", values: plain },
    holdsIn(data) {
      const holds = tests.map((test) => test.holdsIn(data));
      return (row) => holds.some((each) => each(row));
    },
    mayHold: (bounds) => tests.some((test) => test.mayHold(bounds)),
  };
}

function comparisonTest(
  field: Field,
  comparison: Comparison,
  value: unknown,
  asset: string,
): Test & { readonly value: ConditionValue } {
  const { type } = field;
  if (type.id === "list" || type.id === "map" || type.id === "struct") {
    throw new SluiceError("VALUE_INVALID", {
      message: `"${field.name}" of ${asset} is a ${type.id}, which cannot be compared.`,
      details: { asset },
      hint: "Such columns know the condition isNull; for more, filter the rows, or ask with SQL.",
    });
  }
  const given = packedValue(field, value, asset);
  const accepts = comparisons[comparison];
  const plain = plainValue(type, given);
  return {
    field,
    value: plain,
    condition: { column: field.name, comparison, value: plain },
    holdsIn(data) {
      const order = orderOf(type, data, given);
      return (row) => isValid(data, row) && accepts(order(row));
    },
    mayHold(bounds) {
      if (bounds === "null") return false;
      const least = orderOf(type, bounds.least, given)(0);
      const most = orderOf(type, bounds.most, given)(0);
      // Values between are on one side of the given one, or on both, and then one may equal it.
      return accepts(least) || accepts(most) || (least < 0 && most > 0 && accepts(0));
    },
  };
}

/** The value as the column's own Arrow data, one row. */
function packedValue(field: Field, value: unknown, asset: string): arrow.Data {
  const buffer = new ColumnBuffer(field, mapType<arrow.DataType>(arrowTypes, field.type), 1);
  try {
    if (value === null) throw nullCompared(field, asset);
    writerOf(buffer, { asset, ignoreExtra: false })([value], 1, 0, () => 0);
  } catch (error) {
    if (!isSluiceError(error, "VALUE_UNSUPPORTED")) throw error;
    const { value: printed, type } = error.details;
    throw new SluiceError("VALUE_UNSUPPORTED", {
      message: `The condition on "${field.name}" of ${asset} compares with ${printed}, which is not a ${type}.`,
      details: error.details,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
  return buffer.finish(1);
}

function nullCompared(field: Field, asset: string): SluiceError {
  return new SluiceError("VALUE_INVALID", {
    message: `The condition on "${field.name}" of ${asset} compares with null.`,
    details: { asset },
    hint: "Nothing compares with null: give { isNull: true } or null alone.",
  });
}

function fieldNamed(name: string, { fields }: Schema, asset: string): Field {
  const field = fields.find((each) => each.name === name);
  if (field !== undefined) return field;
  const names = fields.map((each) => each.name);
  const close = nearest(name, new Set(names));
  throw new SluiceError("UNKNOWN_COLUMN", {
    message: `${asset} has no column "${name}" to put a condition on.`,
    details: { asset, column: name, nearest: close },
    hint: `It has ${names.join(", ")}. Partitions that are no column are chosen with { partition }.`,
  });
}
