import { DataType, type Field, type Schema } from "apache-arrow";
import type { ColumnOptions, Encoding, Statistics } from "../options/column-options.js";
import { invalid } from "../options/invalid-option.js";
import type { CheckedOptions } from "../options/options.js";
import { differenceBits, estimateDistinct, type GroupRows, sampleColumn } from "./sample.js";

/** How one column without others inside is written. */
export interface ColumnPlan {
  readonly name: string;
  readonly encoding: "dictionary" | "plain" | "integer-delta" | "text-delta" | "byte-stream-split";
  /** What values take that no longer fit in the dictionary. */
  readonly fallback: "plain" | "integer-delta" | "text-delta" | "byte-stream-split";
  readonly statistics: Statistics;
  /** How often the bloom filter may be wrong. Absent: no filter. */
  readonly bloomFilter?: number;
}

// The library takes 1 MiB for each column of differences, however few rows there are, and has 3 GiB for all.
const mostColumnsOfDifferences = 500;

const numberBits = 64;

// Once a dictionary has 1 MiB, the library writes what comes later in the fallback.
const mostDictionaryBits = 8 * 1024 * 1024;

type Kind = "boolean" | "integer" | "float" | "text" | "other";

/**
 * The plan of each column that has no others inside, going by the options and by `first`, the first rows of the table.
 * An option that does not suit its column is `CONFIGURATION_INVALID`.
 */
export function planColumns(
  schema: Schema,
  first: GroupRows,
  options: CheckedOptions,
): readonly ColumnPlan[] {
  const wide = schema.fields.length > mostColumnsOfDifferences;
  return schema.fields.flatMap((field, index): ColumnPlan[] => {
    const given = Object.hasOwn(options.columns, field.name) ? options.columns[field.name] : undefined;
    checkGiven(field, given);
    if (isNested(field.type)) return [];
    const kind = kindOf(field.type);
    const fallback = fallbackOf(kind, options, wide);
    const encoding = given?.encoding;
    const rate = given?.bloomFilter === true ? 0.01 : given?.bloomFilter || undefined;
    return [
      {
        name: field.name,
        encoding: encoding === undefined ? chosen(kind, fallback, first, index) : encodingFor(kind, encoding),
        fallback,
        statistics: given?.statistics ?? options.statistics,
        ...(rate === undefined ? {} : { bloomFilter: rate }),
      },
    ];
  });
}

function chosen(
  kind: Kind,
  fallback: ColumnPlan["fallback"],
  first: GroupRows,
  column: number,
): ColumnPlan["encoding"] {
  if (kind === "boolean" || kind === "other") return "plain";
  if (first.rows === 0) return "dictionary";
  const sample = sampleColumn(first, column);
  const distinct = estimateDistinct(sample);
  const share = distinct / first.rows;
  if (kind !== "integer" || fallback === "plain") return share < 1 / 4 ? "dictionary" : fallback;
  if (share >= 1 / 16) return manyComeAgain(distinct, first, column) ? "dictionary" : fallback;
  // A dictionary of numbers has to be far smaller than the column, and its indexes far smaller than the differences, which
  // are written in half the time. Differences of sorted numbers take next to nothing.
  const smaller = Math.log2(distinct) < 0.75 * Math.log2(1 + sample.span);
  return (smaller || distinct <= 2) && !(sample.sorted && sample.distinct > 64) ? "dictionary" : fallback;
}

/** Whether a dictionary of many numbers and its indexes take far less than the differences of neighbours do. */
function manyComeAgain(distinct: number, first: GroupRows, column: number): boolean {
  const dictionaryBits = distinct * numberBits;
  if (distinct > first.rows / 2 || dictionaryBits > mostDictionaryBits) return false;
  const bits = dictionaryBits / first.rows + Math.log2(distinct);
  return bits < 0.7 * differenceBits(first, column);
}

function fallbackOf(kind: Kind, { compression }: CheckedOptions, wide: boolean): ColumnPlan["fallback"] {
  if (wide && kind !== "float") return "plain";
  if (kind === "integer") return "integer-delta";
  if (kind === "text") return "text-delta";
  // Splitting bytes saves nothing by itself.
  return kind === "float" && compression !== "none" ? "byte-stream-split" : "plain";
}

function encodingFor(kind: Kind, encoding: Encoding): ColumnPlan["encoding"] {
  if (encoding === "delta") return kind === "integer" ? "integer-delta" : "text-delta";
  return encoding;
}

function checkGiven({ name, type }: Field, given: ColumnOptions | undefined): void {
  if (given === undefined) return;
  if (isNested(type)) {
    throw invalid(
      `columns.${name}`,
      `is for a column of ${type}`,
      "Lists, maps and structs have no options.",
    );
  }
  const kind = kindOf(type);
  const { encoding, bloomFilter } = given;
  if (!suits(kind, encoding)) {
    const hint = "Leave it out to have it chosen from the data, or see which types it suits in the README.";
    throw invalid(`columns.${name}.encoding`, `is ${encoding}, which ${type} cannot take`, hint);
  }
  if (kind === "boolean" && bloomFilter) {
    throw invalid(`columns.${name}.bloomFilter`, "is for a column of two values", "Leave it out.");
  }
  const reason = bloomFilter && unfiltered(type);
  if (reason) {
    const hint = "Leave it out: the least and greatest values of row groups and pages are there without it.";
    throw invalid(`columns.${name}.bloomFilter`, `is for a column of ${type}, ${reason}`, hint);
  }
}

/** Why engines would miss rows by a filter. */
function unfiltered(type: DataType): string | undefined {
  // A filter knows the bits of a value.
  if (DataType.isFloat(type)) return "where 0 and -0 are equal, and two values to a filter";
  // DuckDB 1.5 looks a BLOB up by its text.
  if (DataType.isBinary(type)) return "by which DuckDB misses rows that are there";
  return undefined;
}

// Trino reads byte-stream-split for floating-point numbers only.
function suits(kind: Kind, encoding: Encoding | undefined): boolean {
  if (encoding === "delta") return kind === "integer" || kind === "text";
  if (encoding === "byte-stream-split") return kind === "float";
  if (encoding === "dictionary") return kind !== "boolean" && kind !== "other";
  return true;
}

function kindOf(type: DataType): Kind {
  if (DataType.isBool(type)) return "boolean";
  if (DataType.isFloat(type)) return "float";
  if (DataType.isUtf8(type) || DataType.isBinary(type)) return "text";
  // Decimals of more digits are byte arrays of fixed length in the file.
  if (DataType.isDecimal(type) && type.precision > 18) return "other";
  return "integer";
}

function isNested({ children }: DataType): boolean {
  return children !== null && children !== undefined && children.length > 0;
}
