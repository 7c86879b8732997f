export { type Schema, selectFields } from "@sluice/type-mapping";
export { type CastContext, castBatch } from "../arrow/cast.js";
export { mapConcurrent } from "../concurrent.js";
export { checkObjectKey, compareObjectKeys, objectKeyError, objectKeyFault } from "../object-key.js";
export { packRows } from "../pack/pack-rows.js";
export { nullPartition, partitionColumn, partitionPath } from "../partition/path.js";
export { relationName } from "../relation-name.js";
export { assetsOf } from "../sql.js";
export { type Unpack, unpacker } from "../unpack/unpack.js";
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
  CommitOutcome,
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
