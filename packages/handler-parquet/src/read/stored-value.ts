import type { ConditionValue } from "@sluice/sdk/plugin";
import type { LogicalType } from "@sluice/type-mapping";
import { schemaElement } from "../format/format.js";
import { integerAt, type ThriftStruct } from "../format/thrift.js";

/** Reads the values that statistics hold of a column, so that they compare with those of conditions. */
export interface StoredValues {
  /** The value in `bytes`; `undefined` if nothing can be said of it. */
  read(bytes: Uint8Array): ConditionValue | undefined;
  /** A condition's value in the same unit. */
  scale(value: ConditionValue): ConditionValue;
}

/** https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
const physical = { boolean: 0, int32: 1, int64: 2, float: 4, double: 5, bytes: 6, fixedBytes: 7 } as const;
const converted = {
  decimal: 5,
  date: 6,
  timeMillis: 7,
  timeMicros: 8,
  timestampMillis: 9,
  timestampMicros: 10,
  lastUnsigned: 14,
} as const;
const logical = { time: 7, timestamp: 8, integer: 10 } as const;

const nanosOf = [1_000_000n, 1_000n, 1n];
const same = (value: ConditionValue): ConditionValue => value;

/** `undefined` where the column in the file is another kind of thing than `type`. */
export function storedValues(element: ThriftStruct, type: LogicalType): StoredValues | undefined {
  const kind = integerAt(element, schemaElement.type);
  const annotation = integerAt(element, schemaElement.converted);
  const whole = kind === physical.int32 || kind === physical.int64;
  switch (type.id) {
    case "boolean":
      return kind === physical.boolean ? { read: (bytes) => bytes[0] === 1, scale: same } : undefined;
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return whole && isSigned(element, annotation) ? { read: littleEndian, scale: same } : undefined;
    case "date":
      return kind === physical.int32 && annotation === converted.date
        ? { read: littleEndian, scale: same }
        : undefined;
    case "float32":
    case "float64":
      return kind === physical.float || kind === physical.double ? { read: float, scale: same } : undefined;
    case "decimal":
      if (annotation !== converted.decimal) return undefined;
      if ((integerAt(element, schemaElement.scale) ?? 0) !== type.scale) return undefined;
      if (whole) return { read: littleEndian, scale: same };
      return kind === physical.fixedBytes ? { read: bigEndian, scale: same } : undefined;
    case "time":
      return whole ? instants(unitOf(element, logical.time, annotation), 1_000n) : undefined;
    case "timestamp":
    case "zonedTimestamp": {
      const unit = unitOf(element, logical.timestamp, annotation);
      return kind === physical.int64 ? instants(unit, nanosOf[type.precision / 3 - 1]!) : undefined;
    }
    case "string":
    case "uuid":
    case "json":
    case "binary":
      if (kind !== physical.bytes || annotation === converted.decimal) return undefined;
      return {
        read: (bytes) => bytes,
        scale: (value) => (typeof value === "string" ? Buffer.from(value) : value),
      };
    default:
      return undefined;
  }
}

/** Below 0, 0 or above, as values of a column are ordered; NaN for values that are not. */
export function compareStored(left: ConditionValue, right: ConditionValue): number {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  if (typeof left !== typeof right || typeof left === "object") return Number.NaN;
  return left === right ? 0 : left < right ? -1 : left > right ? 1 : Number.NaN;
}

function instants(unitNanos: bigint | undefined, valueNanos: bigint): StoredValues | undefined {
  if (unitNanos === undefined) return undefined;
  return {
    read(bytes) {
      const value = littleEndian(bytes);
      return value === undefined ? undefined : value * unitNanos;
    },
    scale: (value) => (value as bigint) * valueNanos,
  };
}

/** Nanoseconds in one unit of a time or timestamp. */
function unitOf(element: ThriftStruct, id: number, annotation: number | undefined): bigint | undefined {
  if (annotation === converted.timeMillis || annotation === converted.timestampMillis) return 1_000_000n;
  if (annotation === converted.timeMicros || annotation === converted.timestampMicros) return 1_000n;
  const type = logicalOf(element)?.get(id)?.value;
  const unit = type instanceof Map ? type.get(2)?.value : undefined;
  if (!(unit instanceof Map)) return undefined;
  const [which] = unit.keys();
  return which === undefined ? undefined : nanosOf[which - 1];
}

function isSigned(element: ThriftStruct, annotation: number | undefined): boolean {
  if (annotation !== undefined) return annotation > converted.lastUnsigned;
  const type = logicalOf(element);
  if (type === undefined) return true;
  const integer = type.get(logical.integer)?.value;
  return integer instanceof Map && integer.get(2)?.value === true;
}

function logicalOf(element: ThriftStruct): ThriftStruct | undefined {
  const value = element.get(schemaElement.logical)?.value;
  return value instanceof Map ? value : undefined;
}

function littleEndian(bytes: Uint8Array): bigint | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 4) return BigInt(view.getInt32(0, true));
  return bytes.length === 8 ? view.getBigInt64(0, true) : undefined;
}

function bigEndian(bytes: Uint8Array): bigint | undefined {
  if (bytes.length === 0) return undefined;
  const unsigned = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return BigInt.asIntN(bytes.length * 8, unsigned);
}

function float(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value =
    bytes.length === 4
      ? view.getFloat32(0, true)
      : bytes.length === 8
        ? view.getFloat64(0, true)
        : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}
