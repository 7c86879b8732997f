export {
  type ResultColumn,
  type ResultRow,
  type StatementClient,
  type StatementResult,
  type StatementStream,
  statementClient,
} from "./client.js";
export { isTrinoError, type TrinoError, type TrinoFailure } from "./errors.js";
export type { StatementClientOptions, StatementOptions } from "./options.js";
export type { ArrayType, MapType, RowField, RowType, ScalarType, TrinoType } from "./trino-type.js";
export { parseTypeText, printTypeText } from "./type-text.js";
