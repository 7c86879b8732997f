import type { Schema } from "@sluice/type-mapping";
import type { RecordBatch } from "apache-arrow";
import type { TableForm } from "./table-form.js";

/** A file being made. `rows` is known once `body` has been read to its end. */
export interface EncodedFile {
  readonly body: AsyncIterable<Uint8Array>;
  /** Rows the finished file says it holds, by its own footer where the format has one. */
  rows(): number;
}

/** A file at rest. */
export interface StoredFile {
  readonly key: string;
  /** For messages and for engines. */
  readonly url: string;
  readonly byteLength: number;
  /** Bytes `start` to `end`, end exclusive. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export interface EncodeContext {
  readonly asset: string;
  /** Id of the write the files belong to. */
  readonly write: string;
  readonly signal?: AbortSignal;
}

/**
 * What the value of a column has to be, in plain data. Whole numbers, dates, times, timestamps and decimals are the
 * integer that Arrow holds for the column's type (days, microseconds, the precision's unit, the digits without the
 * point), floating-point numbers a number, texts, uuid and json a string. No comparison holds for null.
 */
export type RowCondition =
  | {
      readonly column: string;
      readonly comparison: "eq" | "ne" | "gt" | "gte" | "lt" | "lte";
      readonly value: ConditionValue;
    }
  | { readonly column: string; readonly comparison: "in"; readonly values: readonly ConditionValue[] }
  | { readonly column: string; readonly comparison: "isNull"; readonly value: boolean };

export type ConditionValue = boolean | number | bigint | string | Uint8Array;

export interface DecodeContext {
  readonly asset: string;
  /** The columns the file was written with. */
  readonly schema: Schema;
  /** Columns wanted. Default: all. What the file does not have is left out. */
  readonly columns?: readonly string[];
  /**
   * What rows have to hold, all of it. A handler may leave out rows that do not; it never leaves out one that does. The
   * core looks at every row it gets.
   */
  readonly where?: readonly RowCondition[];
  readonly signal?: AbortSignal;
}

/** How a table looks as bytes. */
export interface TypeHandler {
  readonly specVersion: 1;
  /** Recorded with each file, so that it is read by the handler that wrote it. */
  readonly name: string;
  readonly family: "table";
  /** Without the dot. */
  readonly extension: string;
  readonly contentType: string;
  /** What engines call the format, in capitals. Absent: no engine reads it. */
  readonly engineFormat?: string;

  /**
   * One or more files. Each body is read to its end before the next file is asked for; a table without rows is one
   * file without rows. Holds a bounded number of rows, however long the stream. An error of the stream is passed on.
   */
  encode(form: TableForm, context: EncodeContext): AsyncIterable<EncodedFile>;

  /**
   * The rows of one file in their order, as batches of bounded size. Arrow types may differ from the schema's where
   * every value is kept (microseconds for milliseconds); the core casts them back. `FILE_CORRUPT` for bytes that are
   * not such a file.
   */
  decode(file: StoredFile, context: DecodeContext): AsyncIterable<RecordBatch>;

  /** Rows the file says it holds, with as little reading as the format allows. `FILE_CORRUPT` if it is not whole. */
  inspect(file: StoredFile, context: { readonly signal?: AbortSignal }): Promise<{ readonly rows: number }>;

  /**
   * Starts what takes time to start: called before `encode`, while the catalog is asked. Never throws. Absent: nothing
   * does.
   */
  open?(): void;

  /** Gives back what the handler holds open. */
  close?(): Promise<void>;
}
