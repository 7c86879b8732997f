export type { Column, ColumnOptions, Columns } from "./column.js";
export { columnsOf } from "./columns-of.js";
export { describeMapping, type MappedColumn } from "./describe-mapping.js";
export { foldedName } from "./folded-name.js";
export {
  type InferOptions,
  inferSchema,
  type ParquetFooterSchema,
  type SchemaSource,
} from "./infer/infer-schema.js";
export { jsonFault } from "./json-fault.js";
export { duckdbLiteral } from "./literals/duckdb-literal.js";
export { trinoLiteral } from "./literals/trino-literal.js";
export {
  type Field,
  type LogicalType,
  type LogicalTypeId,
  type LogicalTypeOf,
  type Member,
  type TimestampPrecision,
  typesEqual,
  typeText,
} from "./logical-type.js";
export { mapType, type TypeMapping } from "./mapping.js";
export { type MergePolicy, mergeSchemas, type SchemaMerge } from "./merge/merge-schemas.js";
export type { RefusedChange, SchemaChange } from "./merge/schema-change.js";
export { isWidening } from "./merge/widening.js";
export { list, map, struct } from "./nested-columns.js";
export { parseDeltaType } from "./parse/delta-type.js";
export { parseDuckdbType } from "./parse/duckdb-type.js";
export { fieldFromArrow, schemaFromArrow, typeFromArrow } from "./parse/from-arrow.js";
export { fieldsFromParquet, type ParquetOptions } from "./parse/from-parquet.js";
export { type HiveTypeOptions, parseHiveType } from "./parse/hive-type.js";
export { parseIcebergType } from "./parse/iceberg-type.js";
export { parseFields, parseMember, parseType } from "./parse/parse-type.js";
export { parseTrinoType } from "./parse/trino-type.js";
export { quotedName } from "./quoted-name.js";
export type { Row, RowInput } from "./row.js";
export {
  binary,
  boolean,
  type DateColumn,
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
} from "./scalar-columns.js";
export { type Schema, schemaOf, schemaText, selectFields } from "./schema.js";
export { type ColumnTexts, schemaFromText } from "./schema-from-text.js";
export { arrowSchema, arrowTypes, storedArrowSchema, storedArrowTypes } from "./targets/arrow.js";
export { deltaTypes } from "./targets/delta.js";
export { duckdbTypes } from "./targets/duckdb.js";
export { type HiveColumn, hiveColumn } from "./targets/hive.js";
export { hiveTableTypes } from "./targets/hive-table.js";
export { icebergTypes } from "./targets/iceberg.js";
export { javascriptType, javascriptTypes } from "./targets/javascript.js";
export { backquotedName } from "./targets/names.js";
export {
  type ParquetChild,
  type ParquetType,
  parquetElements,
  parquetText,
  parquetTypes,
} from "./targets/parquet.js";
export type { ParquetElement, ParquetLogicalType } from "./targets/parquet-element.js";
export type {
  HeldType,
  MappingOptions,
  RefusedType,
  Remark,
  TargetType,
} from "./targets/target-type.js";
export {
  columnNameFault,
  type TargetName,
  targetNames,
  targetType,
} from "./targets/targets.js";
export { trinoTypes } from "./targets/trino.js";
export { nameFault, typeFault } from "./type-fault.js";
