export { type ClientCapabilities, type StatementClient, statementClient } from "./client.js";
export type { ClientCertificate } from "./client-certificate.js";
export type { ResultColumn } from "./columns.js";
export { isTrinoError, type TrinoError, type TrinoFailure } from "./errors.js";
export type {
  RegisteredStatement,
  StatementClientOptions,
  StatementDefaults,
  StatementOptions,
} from "./options.js";
export type { StatementProgress } from "./progress.js";
export type {
  ResultRow,
  StatementBatches,
  StatementResult,
  StatementRunner,
  StatementStream,
} from "./runner.js";
export type { StatementParameter, TypedParameter } from "./statement-text.js";
export type { Transaction, TransactionOptions } from "./transaction.js";
export type { ArrayType, MapType, RowField, RowType, ScalarType, TrinoType } from "./trino-type.js";
export { parseTypeText, printTypeText } from "./type-text.js";
