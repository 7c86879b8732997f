export {
  binary,
  boolean,
  type Column,
  type ColumnOptions,
  type Columns,
  date,
  decimal,
  type Field,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  json,
  type LogicalType,
  type Row,
  type RowInput,
  type Schema,
  string,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/type-mapping";
export { type Asset, type AssetDefinition, defineAsset } from "./asset/asset.js";
export {
  daily,
  given,
  hourly,
  monthly,
  type PartitionRule,
  value,
  yearly,
} from "./asset/partition-rule.js";
export { type TableType, table } from "./asset/table.js";
export { type ErrorCode, type ErrorDetails, type ErrorOptions, isSluiceError, SluiceError } from "./error.js";
export type { Receipt, StepMillis } from "./flow/receipt.js";
export { createIOManager, type IOManagerOptions } from "./io/create-io-manager.js";
export type {
  AssetFile,
  AssetPartition,
  IOManager,
  LoadOptions,
  PartitionArgument,
  PartitionsArgument,
  StoreArguments,
} from "./io/io-manager.js";
export { manifest } from "./manifest.js";
export { memoryStore } from "./memory-store.js";
export type { TableInput } from "./pack/table-input.js";
export type { PartitionSelection } from "./partition/partition-filter.js";
export type { PartitionValue } from "./partition/partition-value.js";
export type { EngineOptions } from "./plugin/asset-description.js";
export type { Finding } from "./plugin/catalog.js";
export type { SluiceEvent } from "./plugin/event.js";
export type { SqlStatement, SqlValue } from "./plugin/sql-statement.js";
export { type SqlArgument, sql } from "./sql.js";
