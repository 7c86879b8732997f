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
  Finding,
  Publication,
  QueryContext,
  QueryResult,
  ScanRequest,
} from "./catalog.js";
export type { SluiceEvent } from "./event.js";
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
  FileRecord,
  LivePartition,
  LiveWrite,
  PartitionWrite,
  SealedWrite,
  Snapshot,
  SnapshotLog,
} from "./snapshot-log.js";
export { type Dialect, renderSql, type SqlPart, type SqlStatement, type SqlValue } from "./sql-statement.js";
export type { TableForm } from "./table-form.js";
export type { DecodeContext, EncodeContext, EncodedFile, StoredFile, TypeHandler } from "./type-handler.js";
