export { type Schema, selectFields } from "@sluice/type-mapping";
export { itemsUnlessAborted, throwIfAborted } from "../abort.js";
export { type CastContext, castBatch } from "../arrow/cast.js";
export { retyped } from "../arrow/retyped.js";
export type { ValueType } from "../asset/value-type.js";
export { mapConcurrent, together } from "../concurrent.js";
export { type Environment, requireVariables } from "../environment/environment.js";
export type { TryDetails } from "../error.js";
export type { Handler } from "../flow/handlers.js";
export { typedBatches } from "../flow/query-rows.js";
export { filesTell } from "../log/edited.js";
export { scanLog } from "../log/scan-log.js";
export { writtenSchema } from "../log/written-schema.js";
export { checkObjectKey, compareObjectKeys, objectKeyError, objectKeyFault } from "../object-key.js";
export {
  type CheckOptions,
  checkOptions,
  choice,
  flag,
  type OptionRule,
  type OptionRules,
  signal,
  texts,
} from "../options.js";
export { packRows } from "../pack/pack-rows.js";
export { nullPartition, partitionColumn, partitionPath } from "../partition/path.js";
export { relationName } from "../relation-name.js";
export { type FailedTry, type RepeatOptions, repeat } from "../retry/repeat.js";
export { afterTries, mayPass } from "../retry/tried.js";
export { compareColumns } from "../source/compare-columns.js";
export { tableNames } from "../source/table-names.js";
export { assetsOf } from "../sql.js";
export { pageUnpacker, type Unpack, type UnpackPages, unpacker } from "../unpack/unpack.js";
export { readWhole } from "../value/read-whole.js";
export { conditionSql, whereSql } from "../where/condition-sql.js";
export { loadedValue } from "../where/loaded-value.js";
export { deletedRows } from "../where/sealed-where.js";
export type {
  AssetDescription,
  EngineOptions,
  PartitionDimension,
  PartitionValues,
} from "./asset-description.js";
export type {
  Catalog,
  CatalogCapabilities,
  CatalogContext,
  CatalogPlan,
  Finding,
  PlannedWrite,
  Publication,
  QueryColumn,
  QueryContext,
  QueryResult,
  ReadRequest,
  ScanRequest,
  SealedBatch,
  UnloadRequest,
} from "./catalog.js";
export type { SluiceEvent } from "./event.js";
export type { MaintenanceReport, MaintenanceRequest, MaintenanceStep, TableSize } from "./maintenance.js";
export type {
  ByteRange,
  ObjectContent,
  ObjectInfo,
  ObjectStore,
  PutOptions,
  RequestOptions,
} from "./object-store.js";
export type {
  Commit,
  CommitOutcome,
  CommitRequest,
  FileRecord,
  LivePartition,
  LiveWrite,
  Operation,
  PartitionWrite,
  SealedWhere,
  SealedWrite,
  Snapshot,
  SnapshotLog,
  WriteMetadata,
  WriteMode,
  WriteRun,
} from "./snapshot-log.js";
export { type Dialect, renderSql, type SqlPart, type SqlStatement, type SqlValue } from "./sql-statement.js";
export type { TableForm } from "./table-form.js";
export type {
  CommittedChange,
  ScannedSnapshot,
  TableChange,
  TableState,
  TableVersion,
} from "./table-history.js";
export type {
  ConditionValue,
  DecodeContext,
  EncodeContext,
  EncodedFile,
  RowCondition,
  StoredFile,
  TypeHandler,
} from "./type-handler.js";
export type { ValueContext, ValueHandler } from "./value-handler.js";
