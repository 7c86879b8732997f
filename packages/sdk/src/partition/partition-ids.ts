import type { Field, Schema } from "@sluice/type-mapping";
import type * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { isValid } from "../pack/gather.js";
import type { AssetDescription, PartitionDimension, PartitionValues } from "../plugin/asset-description.js";
import { readerOf } from "../unpack/readers.js";
import { isPartitionText, partitionText } from "./partition-value.js";

/** Numbers the partitions rows fall into, in order of appearance. Keeps what it learned from batch to batch. */
export class PartitionIds {
  private readonly asset: AssetDescription;
  private readonly dimensions: DimensionIds[];
  private readonly ids = new Map<string, number>();
  private readonly known: PartitionValues[] = [];

  /** `given`: the values of dimensions that the rows do not carry. */
  constructor(asset: AssetDescription, given: PartitionValues | undefined) {
    this.asset = asset;
    this.dimensions = asset.partitions.map((dimension, index) =>
      dimension.rule === "given"
        ? constantIds(given?.[index] ?? null)
        : sourceIds(asset, dimension, asset.schema),
    );
  }

  /** The partition with that number. */
  values(id: number): PartitionValues {
    return this.known[id] as PartitionValues;
  }

  /** The number of the partition of each row. */
  of(batch: arrow.RecordBatch): Int32Array {
    const ids = new Int32Array(batch.numRows);
    const locals = this.dimensions.map((dimension) => dimension.of(batch));
    if (locals.length === 1) {
      const [only] = locals as [LocalIds];
      const names = only.texts.map((text) => this.idOf([text]));
      for (let row = 0; row < ids.length; row++) ids[row] = names[only.ids[row] as number] as number;
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
    if (values.includes("")) {
      throw new SluiceError("PARTITION_INVALID", {
        message: `A row of ${this.asset.key} has an empty text in a partition column.`,
        details: { asset: this.asset.key, partition: key },
        hint: "Folders cannot tell an empty text from null: store null, or another text.",
      });
    }
    this.ids.set(key, id);
    this.known.push(values);
    return id;
  }
}

interface LocalIds {
  /** For each row an index into `texts`. */
  readonly ids: Int32Array;
  readonly texts: readonly (string | null)[];
}

interface DimensionIds {
  of(batch: arrow.RecordBatch): LocalIds;
}

function constantIds(text: string | null): DimensionIds {
  return { of: (batch) => ({ ids: new Int32Array(batch.numRows), texts: [text] }) };
}

function sourceIds(asset: AssetDescription, dimension: PartitionDimension, schema: Schema): DimensionIds {
  const column = schema.fields.findIndex((field) => field.name === dimension.source);
  const field = schema.fields[column] as Field;
  const texts: (string | null)[] = [];
  const known = new Map<unknown, number>();
  return {
    of(batch) {
      const data = batch.data.children[column] as arrow.Data;
      const keyOf =
        dimension.rule === "value" || dimension.rule === "given"
          ? valueKey(field, data)
          : calendarKey(field, data, dimension.rule);
      const ids = new Int32Array(batch.numRows);
      let lastKey: unknown = known;
      let lastId = 0;
      for (let row = 0; row < ids.length; row++) {
        const key = keyOf(row);
        if (key !== lastKey) {
          let id = known.get(key);
          if (id === undefined) {
            id = texts.length;
            known.set(key, id);
            texts.push(keyText(asset, dimension, key));
          }
          lastKey = key;
          lastId = id;
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

const secondsPer = { hourly: 3600, daily: 86_400, monthly: 86_400, yearly: 86_400 };

/** Hours or days since 1970: as many different keys as a partition can have at least, so that few are ever turned into text. */
function calendarKey(
  field: Field,
  data: arrow.Data,
  rule: keyof typeof secondsPer,
): (row: number) => number | null {
  const units = secondsPer[rule];
  if (field.type.id === "date") {
    const days = data.values as Int32Array;
    return (row) => (isValid(data, row) ? (days[row] as number) : null);
  }
  const precision = "precision" in field.type ? field.type.precision : 3;
  const values = data.values as BigInt64Array;
  if (precision === 3) {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    const divisor = units * 1000;
    return (row) =>
      isValid(data, row)
        ? Math.floor(
            ((words[row * 2 + 1] as number) * 2 ** 32 + ((words[row * 2] as number) >>> 0)) / divisor,
          )
        : null;
  }
  const divisor = BigInt(units) * 10n ** BigInt(precision);
  return (row) => {
    if (!isValid(data, row)) return null;
    const value = values[row] as bigint;
    const quotient = Number(value / divisor);
    return value % divisor < 0n ? quotient - 1 : quotient;
  };
}

function keyText(asset: AssetDescription, dimension: PartitionDimension, key: unknown): string | null {
  if (key === null) return null;
  if (dimension.rule === "value") {
    if (key === "") return "";
    if (typeof key === "string" && dimension.type.id === "string" && isPartitionText(key)) return key;
    return partitionText(asset, dimension, key);
  }
  const hours = dimension.rule === "hourly";
  const instant = new Date((key as number) * (hours ? 3_600_000 : 86_400_000)).toISOString();
  const lengths = { hourly: 13, daily: 10, monthly: 7, yearly: 4, given: 0 };
  return instant.slice(0, lengths[dimension.rule]);
}
