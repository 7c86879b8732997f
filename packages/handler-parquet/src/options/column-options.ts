/** How the values of a column are written. */
export type Encoding = "dictionary" | "delta" | "byte-stream-split" | "plain";

/**
 * Least and greatest value and the number of nulls: `"page"` of every page and column chunk, `"column"` of every column
 * chunk, `"none"` of neither.
 */
export type Statistics = "page" | "column" | "none";

/** What is special about one column. */
export interface ColumnOptions {
  /**
   * Default: chosen from the first rows of each write. `"delta"` suits whole numbers, decimals up to 18 digits, dates,
   * times, texts and bytes, `"byte-stream-split"` floating-point numbers.
   */
  readonly encoding?: Encoding;
  /** Default: what the handler's option says. */
  readonly statistics?: Statistics;
  /**
   * A filter that tells which values are not there; a number says how often it may be wrong. `true`: 0.01. Not for true and
   * false, floating-point numbers and bytes.
   */
  readonly bloomFilter?: boolean | number;
}

export interface SortedColumn {
  readonly column: string;
  /** Default `false`. */
  readonly descending?: boolean;
  /** Default `false`. */
  readonly nullsFirst?: boolean;
}

export const encodings: readonly Encoding[] = ["dictionary", "delta", "byte-stream-split", "plain"];
export const statisticsLevels: readonly Statistics[] = ["page", "column", "none"];
