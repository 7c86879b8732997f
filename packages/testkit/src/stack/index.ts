import "./errors.js";

export { connectStack, startStack } from "./connect.js";
export type { OnProgress } from "./progress.js";
export type { StackS3 } from "./s3.js";
export type { Service, Stack, StackOptions, StoreStack, StoreStackOptions } from "./stack.js";
export { runStatement } from "./statement.js";
export type { StackCatalog } from "./trino-catalogs.js";
export type { TrinoVersion } from "./trino-releases.js";
