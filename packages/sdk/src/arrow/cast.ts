import type { Field, Schema } from "@sluice/type-mapping";
import * as arrow from "apache-arrow";
import { SluiceError } from "../error.js";
import { mostChunkRows } from "../pack/batch-builder.js";
import { ColumnBuffer } from "../pack/column-buffer.js";
import { type ChildField, childFields } from "../pack/nested.js";
import { valueError } from "../pack/value-error.js";
import { writerOf } from "../pack/writers/writer-of.js";
import { castDecimals } from "./cast-decimals.js";
import { castDictionary } from "./cast-dictionary.js";
import { castInstants } from "./cast-instants.js";
import { checkDigits } from "./check-digits.js";
import { checkRange } from "./check-range.js";
import { holds, isZoned } from "./holds.js";
import { elementsOf, nestedData } from "./nested-data.js";
import { type Position, positionInside, rowsFrom } from "./position.js";

export interface CastContext {
  readonly asset: string;
  /** Number of the batch's first row, for messages. Default 0. */
  readonly firstRow?: number;
  /** The values come from outside: whether texts are UUIDs or JSON is checked too. */
  readonly checkText?: boolean;
}

/**
 * The columns of `schema` out of `batch`, in its order and in the types of `target`, which is `arrowSchema(schema)` or
 * `storedArrowSchema(schema)`. Values are kept or refused (`VALUE_UNSUPPORTED`), types that cannot hold them are
 * `SCHEMA_MISMATCH`. A nullable column that is not there is null.
 */
export function castBatch(
  batch: arrow.RecordBatch,
  schema: Schema,
  target: arrow.Schema,
  context: CastContext,
): arrow.RecordBatch {
  const fields = schema.fields.map((field, index) => {
    return { field, name: field.name, type: (target.fields[index] as arrow.Field).type };
  });
  const children = castFields(batch.data, fields, rowsFrom(context.firstRow ?? 0), context);
  const type = new arrow.Struct(target.fields);
  const data = arrow.makeData({ type, length: batch.numRows, nullCount: 0, children });
  return new arrow.RecordBatch(target, data);
}

/** The fields out of a struct that holds them by name. */
function castFields(
  struct: arrow.Data,
  fields: readonly ChildField[],
  position: Position,
  context: CastContext,
): arrow.Data[] {
  const given = (struct.type as arrow.Struct).children.map((each) => each.name);
  return fields.map(({ field, name, type }) => {
    const child = struct.children[given.indexOf(name)];
    if (child === undefined) return absent(field, type, struct.length, context);
    return castData(child, field, type, position, context);
  });
}

function castData(
  data: arrow.Data,
  field: Field,
  type: arrow.DataType,
  position: Position,
  context: CastContext,
): arrow.Data {
  const source = data.type as arrow.DataType;
  if (arrow.DataType.isDictionary(source)) {
    return castDictionary(data, field, type, position, (values, used) =>
      castData(values, field, type, used, context),
    );
  }
  const inside = childFields(field, type);
  if (inside.length > 0) {
    const elements = elementsOf(data, type);
    if (elements === undefined) throw mismatch(field, source, context);
    const { offsets, children } = elements;
    // The columns of a table without batches lack what is inside of them.
    if (data.length === 0 && !children.some(Boolean)) return new ColumnBuffer(field, type, 0).finish(0);
    const below = positionInside(data, position, offsets);
    if (offsets === undefined) return nestedData(data, type, castFields(data, inside, below, context));
    const cast = inside.map((child, index) =>
      castData(children[index] as arrow.Data, child.field, child.type, below, context),
    );
    return nestedData(data, type, cast, offsets);
  }
  const unchecked = context.checkText && (field.type.id === "uuid" || field.type.id === "json");
  if (holds(type, source) && !unchecked) return checkRange(retyped(data, type), field, position);
  const unfit = (row: number): SluiceError =>
    valueError(field, position.rowOf(row), data.values[row], `it does not fit ${String(type)}`);
  if (arrow.DataType.isTimestamp(source) && arrow.DataType.isTimestamp(type)) {
    if (isZoned(source) !== isZoned(type)) throw mismatch(field, source, context);
    const cast = castInstants(data as arrow.Data<arrow.Timestamp>, type, position.counts, unfit);
    return checkRange(cast, field, position);
  }
  if (arrow.DataType.isTime(source) && arrow.DataType.isTime(type)) {
    const cast = castInstants(data as arrow.Data<arrow.Time>, type, position.counts, unfit);
    return checkRange(cast, field, position);
  }
  if (isNarrower(type, source)) return retyped(checkDigits(data, type, field, position), type);
  if (arrow.DataType.isDecimal(type) && (arrow.DataType.isDecimal(source) || arrow.DataType.isInt(source))) {
    return castDecimals(data, type, field, position);
  }
  const read = reader(source, new arrow.Vector([data]), field);
  if (read === undefined) throw mismatch(field, source, context);
  const buffer = new ColumnBuffer(field, type, Math.max(data.length, 1));
  const write = writerOf(buffer, { asset: context.asset, ignoreExtra: false });
  for (let row = 0; row < data.length; ) {
    const first = row;
    const values: unknown[] = [];
    let value = read(row);
    // Values beside each other are written at once.
    while (isGiven(value) && position.counts(row) && values.length < mostChunkRows) {
      values.push(value);
      value = ++row < data.length ? read(row) : null;
    }
    write(values, values.length, first, (index) => position.rowOf(first + index));
    if (values.length > 0) continue;
    if (isGiven(value)) buffer.skip(row);
    else buffer.setNull(row);
    row++;
  }
  return buffer.finish(data.length);
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function isNarrower(type: arrow.DataType, source: arrow.DataType): type is arrow.Decimal {
  return (
    arrow.DataType.isDecimal(type) &&
    arrow.DataType.isDecimal(source) &&
    type.scale === source.scale &&
    type.bitWidth === source.bitWidth
  );
}

/** Reads values of another Arrow type as what the field's writer takes; `undefined` where the types do not match. */
function reader(
  source: arrow.DataType,
  vector: arrow.Vector,
  field: Field,
): ((row: number) => unknown) | undefined {
  const { DataType } = arrow;
  const get = (row: number): unknown => vector.get(row);
  const { id } = field.type;
  if (DataType.isNull(source)) return () => null;
  if (DataType.isUtf8(source) || DataType.isLargeUtf8(source) || DataType.isUtf8View(source)) {
    return id === "string" || id === "uuid" || id === "json" ? get : undefined;
  }
  if (DataType.isFixedSizeBinary(source) && source.byteWidth === 16 && id === "uuid") {
    return (row) => uuidOf(get(row) as Uint8Array | null);
  }
  if (
    DataType.isBinary(source) ||
    DataType.isLargeBinary(source) ||
    DataType.isBinaryView(source) ||
    DataType.isFixedSizeBinary(source)
  ) {
    return id === "binary" ? get : undefined;
  }
  if (DataType.isInt(source)) {
    if (id === "int64") return get;
    return id === "int8" || id === "int16" || id === "int32" ? (row) => smallInteger(get(row)) : undefined;
  }
  if (DataType.isFloat(source)) return id === "float32" || id === "float64" ? get : undefined;
  if (DataType.isBool(source)) return id === "boolean" ? get : undefined;
  if (DataType.isDate(source)) return id === "date" ? (row) => dateOf(get(row)) : undefined;
  return undefined;
}

/** Its sixteen bytes as text. */
function uuidOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function smallInteger(value: unknown): unknown {
  return typeof value === "bigint" && BigInt.asIntN(53, value) === value ? Number(value) : value;
}

function dateOf(value: unknown): unknown {
  return typeof value === "number" ? new Date(value) : value;
}

function absent(field: Field, type: arrow.DataType, rows: number, context: CastContext): arrow.Data {
  if (!field.nullable) {
    throw new SluiceError("SCHEMA_MISMATCH", {
      message: `The Arrow data for ${context.asset} has no column "${field.name}".`,
      details: { asset: context.asset, changes: [`"${field.name}" is missing`] },
      hint: "Add the column, or declare it nullable.",
    });
  }
  const buffer = new ColumnBuffer(field, type, Math.max(rows, 1));
  for (let row = 0; row < rows; row++) buffer.setNull(row);
  return buffer.finish(rows);
}

function mismatch(field: Field, source: arrow.DataType, context: CastContext): SluiceError {
  return new SluiceError("SCHEMA_MISMATCH", {
    message: `Column "${field.name}" of ${context.asset} is ${field.type.id}; the Arrow data has ${String(source)}.`,
    details: {
      asset: context.asset,
      changes: [`"${field.name}": ${String(source)} instead of ${field.type.id}`],
    },
    hint: "Cast the Arrow column first, or change the asset's column.",
  });
}

// The same values under our own type object, whose zone name may differ from the source's.
function retyped(data: arrow.Data, type: arrow.DataType): arrow.Data {
  return new arrow.Data(type, data.offset, data.length, data.nullCount, data.buffers, data.children);
}
