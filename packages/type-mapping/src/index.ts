export { arrowSchema, arrowTypes, storedArrowSchema, storedArrowTypes } from "./arrow.js";
export {
  binary,
  boolean,
  type Column,
  type ColumnOptions,
  date,
  decimal,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  json,
  string,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "./column.js";
export { duckdbTypes } from "./duckdb.js";
export { type HiveColumn, hiveColumn, hiveColumns } from "./hive.js";
export {
  type LogicalType,
  type LogicalTypeId,
  type LogicalTypeOf,
  type TimestampPrecision,
  typeFault,
  typesEqual,
  typeText,
} from "./logical-type.js";
export { mapType, type TypeMapping } from "./mapping.js";
export {
  type Columns,
  type Field,
  type Row,
  type RowInput,
  type Schema,
  schemaOf,
  schemaText,
  selectFields,
} from "./schema.js";
export { trinoTypes } from "./trino.js";
