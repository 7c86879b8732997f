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
  list,
  map,
  type Row,
  type RowInput,
  type Schema,
  string,
  struct,
  time,
  timestamp,
  uuid,
  zonedTimestamp,
} from "@sluice/type-mapping";
export { type AnyAsset, type Asset, type AssetDefinition, defineAsset } from "./asset/asset.js";
export type { AssetType, ContentOf, JsonColumn, TypeOf } from "./asset/asset-type.js";
export { type BytesType, bytes } from "./asset/bytes.js";
export type { JsonType, JsonValue } from "./asset/json-type.js";
export { type ObjectType, object } from "./asset/object.js";
export {
  type CalendarOptions,
  daily,
  given,
  hourly,
  monthly,
  type PartitionRule,
  type ValueOptions,
  value,
  type WeeklyOptions,
  weekly,
  yearly,
} from "./asset/partition-rule.js";
export { type TableType, table } from "./asset/table.js";
export type { ValueType } from "./asset/value-type.js";
export { fromEnv } from "./environment/from-env.js";
export {
  type DamagedFile,
  type ErrorCode,
  type ErrorDetails,
  type ErrorOptions,
  isSluiceError,
  SluiceError,
} from "./error.js";
export type { Handler } from "./flow/handlers.js";
export type { Receipt, StepMillis } from "./flow/receipt.js";
export type { Verification } from "./flow/verify.js";
export { createIOManager, type IOManagerOptions } from "./io/create-io-manager.js";
export type {
  AssetFile,
  AssetInput,
  AssetPartition,
  AssetSnapshot,
  AssetValue,
  ColumnName,
  DeleteOptions,
  IOManager,
  LoadOptions,
  MaintenancePolicy,
  PartitionArgument,
  PartitionsArgument,
  ReadOptions,
  RunOption,
  SnapshotsOptions,
  StoreArguments,
  SweepOptions,
  TableSnapshot,
  Where,
} from "./io/io-manager.js";
export type { StorePlan } from "./io/store-plan.js";
export { manifest } from "./manifest.js";
export { type MemoryIOOptions, memoryIO } from "./memory/memory-io.js";
export { memoryStore } from "./memory-store.js";
export type { TableInput } from "./pack/table-input.js";
export type { PartitionSelection } from "./partition/partition-filter.js";
export type { PartitionValue } from "./partition/partition-value.js";
export type { ComputeContext, LazyValue, Resources } from "./pipeline/compute.js";
export type { Deps, Input } from "./pipeline/input.js";
export { allPartitions, files, lazy, mapPartition, previous, stream } from "./pipeline/input-makers.js";
export type { IOManagers } from "./pipeline/io-managers.js";
export { type MaterializeOptions, materialize } from "./pipeline/materialize.js";
export type { PipelineEvent } from "./pipeline/pipeline-event.js";
export type { PipelineReport, TaskReport } from "./pipeline/report.js";
export { type Result, result } from "./pipeline/result.js";
export { type SqlAssetDefinition, type SqlContext, sqlAsset } from "./pipeline/sql-asset.js";
export type { EngineOptions } from "./plugin/asset-description.js";
export type { Finding } from "./plugin/catalog.js";
export type { SluiceEvent } from "./plugin/event.js";
export type { MaintenanceReport, MaintenanceStep, TableSize } from "./plugin/maintenance.js";
export type { WriteMode, WriteRun } from "./plugin/snapshot-log.js";
export type { SqlStatement, SqlValue } from "./plugin/sql-statement.js";
export type { TableVersion } from "./plugin/table-history.js";
export type { RetryOptions } from "./retry/policy.js";
export { defineSource, type Source, type SourceDefinition } from "./source/define-source.js";
export { type SqlArgument, sql } from "./sql.js";
export type { AssetState, StateVersion } from "./state/asset-state.js";
export type { SweepReason } from "./sweep/plan-sweep.js";
export type { SweepReport, SweptWrite } from "./sweep/sweep-report.js";
export type { RunSweepReport } from "./sweep/sweep-runs.js";
export type { Condition } from "./where/condition.js";
