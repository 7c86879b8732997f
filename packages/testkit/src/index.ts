export { allTypes } from "./all-types/all-types.js";
export type { CatalogParts } from "./catalog/bench.js";
export { describeCatalog } from "./catalog/catalog-suite.js";
export type { CrashPoint } from "./crash/crash-point.js";
export { crashingStore } from "./crash/crashing-store.js";
export { type DyingStore, dyingStore } from "./crash/dying-store.js";
export {
  type ProgramEnd,
  type ProgramOptions,
  type RunningProgram,
  startProgram,
} from "./crash/start-program.js";
export { type StoreCall, watchedStore } from "./crash/watched-store.js";
export type { DataSet } from "./data-set.js";
export { type Difference, differences, sameRows } from "./differences.js";
export { type FaultProxy, startFaultProxy } from "./fault-proxy/fault-proxy.js";
export type { ProxyFault, ProxyFaultRule } from "./fault-proxy/proxy-fault.js";
export type { FaultTiming, GivenFault } from "./faults/fault-rules.js";
export { columnNamed, fieldNamed, hostileNames } from "./hostile-names.js";
export { type HttpDestinationOptions, httpDestination } from "./http-destination.js";
export { describeObjectStore, type Runner } from "./object-store-suite.js";
export { type Refused, refused } from "./refused.js";
export type { S3Fault, S3FaultRule } from "./s3-double/fault.js";
export type { S3Operation } from "./s3-double/request.js";
export { type S3Double, type S3DoubleOptions, startS3Double } from "./s3-double/s3-double.js";
export { describeTypeHandler, type TypeHandlerTraits } from "./type-handler/type-handler-suite.js";
