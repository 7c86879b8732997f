export type { TrinoOptions } from "./options.js";
export { trino } from "./trino.js";
