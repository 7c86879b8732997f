import { SluiceError } from "@sluice/sdk";
import type { Data } from "apache-arrow";
import {
  DataType,
  type Field,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
  type Timestamp,
  TimeUnit,
} from "apache-arrow";

export interface StoreContext {
  readonly asset: string;
  /** Number of the batch's first row, for messages. */
  readonly firstRow: number;
}

/**
 * `batch` in the types of `schema`, a `storedArrowSchema`: milliseconds become microseconds, all else is taken as it
 * is. A column of another name or type is `SCHEMA_MISMATCH`, an instant that does not fit `VALUE_UNSUPPORTED`.
 */
export function toStored(batch: RecordBatch, schema: Schema, context: StoreContext): RecordBatch {
  const found = batch.schema.fields;
  if (found.length !== schema.fields.length) {
    throw mismatch(context.asset, [`${found.length} columns instead of ${schema.fields.length}`]);
  }
  const children = schema.fields.map((field, index) => {
    const source = found[index] as Field;
    const data = batch.data.children[index] as Data;
    if (source.name !== field.name)
      throw mismatch(context.asset, [`"${source.name}" instead of "${field.name}"`]);
    if (String(source.type) === String(field.type)) return data;
    if (!isMillisecondsOf(source.type, field.type)) {
      throw mismatch(context.asset, [`"${field.name}": ${source.type} instead of ${field.type}`]);
    }
    return toMicroseconds(data as Data<Timestamp>, field as Field<Timestamp>, context);
  });
  const data = makeData({ type: new Struct(schema.fields), length: batch.numRows, nullCount: 0, children });
  return new RecordBatch(schema, data);
}

function isMillisecondsOf(source: DataType, target: DataType): boolean {
  return (
    DataType.isTimestamp(source) &&
    DataType.isTimestamp(target) &&
    source.unit === TimeUnit.MILLISECOND &&
    target.unit === TimeUnit.MICROSECOND &&
    (source.timezone ?? "") === (target.timezone ?? "")
  );
}

const wordSize = 2 ** 32;

function toMicroseconds(
  data: Data<Timestamp>,
  field: Field<Timestamp>,
  context: StoreContext,
): Data<Timestamp> {
  const { length, offset, nullCount, nullBitmap, values } = data;
  const micros = new BigInt64Array(length);
  // On the two words of each value, because bigint arithmetic would allocate for every row.
  const from = new Uint32Array(values.buffer, values.byteOffset, length * 2);
  const to = new Int32Array(micros.buffer);
  for (let row = 0; row < length; row++) {
    const low = from[row * 2]! * 1000;
    const high = (from[row * 2 + 1]! | 0) * 1000 + Math.floor(low / wordSize);
    if (high === (high | 0)) {
      to[row * 2] = low;
      to[row * 2 + 1] = high;
    } else if (nullCount === 0 || data.getValid(row)) {
      throw overflow(values[row]!, row, field, context);
    }
  }
  return makeData({ type: field.type, length, offset, nullCount, nullBitmap, data: micros });
}

function overflow(value: bigint, row: number, field: Field, { asset, firstRow }: StoreContext): SluiceError {
  const where = firstRow + row;
  return new SluiceError("VALUE_UNSUPPORTED", {
    message: `${asset}: row ${where} of "${field.name}" is ${value} ms from 1970, which 64 bits of microseconds cannot hold.`,
    details: { asset, row: where, column: field.name, value: `${value}`, type: "timestamp(3)" },
    hint: "Files hold instants from the year -290308 to 294247. Store null, or an int64 column of milliseconds.",
  });
}

function mismatch(asset: string, changes: readonly string[]): SluiceError {
  return new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset}: a batch does not have the columns it was announced with: ${changes.join("; ")}.`,
    details: { asset, changes },
    hint: "Every batch has the columns of the schema, in its order and its Arrow types.",
  });
}
