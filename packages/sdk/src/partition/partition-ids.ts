import type { Field } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import type { AssetDescription, PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import { readerOf } from "../unpack/readers.js";
import { calendarKey } from "./calendar-key.js";
import { calendarText, isCalendar } from "./calendar-partition.js";
import { clipped, type PartitionFault, storedFault } from "./partition-fault.js";
import { typedText } from "./partition-value.js";
import { nullPartition, partitionColumn } from "./path.js";

/** Numbers the partitions rows fall into, in order of appearance. Keeps what it learned from batch to batch. */
export class PartitionIds {
  private readonly dimensions: DimensionIds[];
  private readonly ids = new Map<string, number>();
  private readonly known: PartitionValues[] = [];
  /** Where there is but one dimension: the number of the partition for each of its texts. */
  private readonly single: number[] = [];

  /** `given`: the values of dimensions that the rows do not carry. */
  constructor(asset: AssetDescription, given: PartitionValues | undefined) {
    this.dimensions = asset.partitions.map((dimension, index) =>
      dimension.rule === "given" ? constantIds(given?.[index] ?? null) : sourceIds(asset, dimension),
    );
  }

  /** The partition with that number. */
  values(id: number): PartitionValues {
    return this.known[id] as PartitionValues;
  }

  /** The number of the partition of each row. `firstRow` is the number of the first one in messages. */
  of(batch: arrow.RecordBatch, firstRow: number): Int32Array {
    const ids = new Int32Array(batch.numRows);
    const locals = this.dimensions.map((dimension) => dimension.of(batch, firstRow));
    if (locals.length === 1) {
      const [only] = locals as [LocalIds];
      const { single } = this;
      while (single.length < only.texts.length) single.push(this.idOf([only.texts[single.length] ?? null]));
      for (let row = 0; row < ids.length; row++) ids[row] = single[only.ids[row] as number] as number;
      return ids;
    }
    for (let row = 0; row < ids.length; row++) {
      ids[row] = this.idOf(locals.map((local) => local.texts[local.ids[row] as number] ?? null));
    }
    return ids;
  }

  private idOf(values: PartitionValues): number {
    const key = JSON.stringify(values);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.known.length;
    this.ids.set(key, id);
    this.known.push(values);
    return id;
  }
}

interface LocalIds {
  /** For each row an index into `texts`. */
  readonly ids: Int32Array;
  /** Grows from batch to batch. */
  readonly texts: readonly (string | null)[];
}

interface DimensionIds {
  of(batch: arrow.RecordBatch, firstRow: number): LocalIds;
}

function constantIds(text: string | null): DimensionIds {
  return { of: (batch) => ({ ids: new Int32Array(batch.numRows), texts: [text] }) };
}

function sourceIds(asset: AssetDescription, dimension: PartitionDimension): DimensionIds {
  const column = asset.schema.fields.findIndex((field) => field.name === dimension.source);
  const field = asset.schema.fields[column] as Field;
  const texts: (string | null)[] = [];
  const known = new Map<unknown, number>();
  const learn = (key: unknown, data: arrow.Data, row: number, firstRow: number): number => {
    const text = rowText(dimension, key);
    const fault = text === undefined ? impossible : storedFault(dimension, text);
    if (text === undefined || fault !== undefined) {
      const given = printed(valueKey(field, data)(row));
      throw rowError(
        asset,
        dimension,
        { row: firstRow + row, value: given, text: text ?? given },
        fault ?? impossible,
      );
    }
    known.set(key, texts.length);
    return texts.push(text) - 1;
  };
  return {
    of(batch, firstRow) {
      const data = batch.data.children[column] as arrow.Data;
      const keyOf = isCalendar(dimension) ? calendarKey(field, data, dimension) : valueKey(field, data);
      const ids = new Int32Array(batch.numRows);
      let lastKey: unknown = known;
      let lastId = 0;
      for (let row = 0; row < ids.length; row++) {
        const key = keyOf(row);
        if (key !== lastKey) {
          lastId = known.get(key) ?? learn(key, data, row, firstRow);
          lastKey = key;
        }
        ids[row] = lastId;
      }
      return { ids, texts };
    },
  };
}

function valueKey(field: Field, data: arrow.Data): (row: number) => unknown {
  return readerOf({ ...field, as: undefined as never }, data);
}

/** `undefined` if no partition can have the value. */
function rowText(dimension: PartitionDimension, key: unknown): string | null | undefined {
  if (key === null) return null;
  return isCalendar(dimension) ? calendarText(dimension, key as number) : typedText(dimension.type, key);
}

const impossible: PartitionFault = {
  what: "cannot be the name of a folder",
  hint: `Folders cannot tell an empty text and ${nullPartition} from null: store null, or another text. Days are those of the years 0001 to 9999.`,
};

function printed(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function rowError(
  asset: AssetDescription,
  dimension: PartitionDimension,
  { row, value, text }: { readonly row: number; readonly value: string; readonly text: string | null },
  { what, hint, nearest }: PartitionFault,
): SluiceError {
  const partition = `${partitionColumn(dimension)}=${text ?? nullPartition}`;
  const column = dimension.source ?? dimension.name;
  return new SluiceError("PARTITION_INVALID", {
    message: `Row ${row} of ${asset.key}, column "${column}": ${JSON.stringify(clipped(value))} belongs to ${clipped(partition)}, which ${what}.`,
    details: { asset: asset.key, partition, row, column, value, ...(nearest && { nearest }) },
    hint,
  });
}
