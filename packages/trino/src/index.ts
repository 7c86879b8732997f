export type { TrinoAssetOptions } from "./asset-options.js";
export type { TrinoOptions } from "./options.js";
export { trino } from "./trino.js";
export { trinoFromEnv } from "./trino-from-env.js";
