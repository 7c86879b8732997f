export type { TrinoAssetOptions } from "./asset-options.js";
export type { IcebergAssetOptions } from "./iceberg/asset-options.js";
export { iceberg } from "./iceberg/iceberg.js";
export type { IcebergOptions } from "./iceberg/options.js";
export type { TrinoOptions } from "./options.js";
export type { TableFormat } from "./table-format.js";
export { trino } from "./trino.js";
export { trinoFromEnv } from "./trino-from-env.js";
