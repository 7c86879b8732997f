import { type ColumnOptions, encodings, type SortedColumn, statisticsLevels } from "./column-options.js";
import { invalid } from "./invalid-option.js";

const columnOptions = ["encoding", "statistics", "bloomFilter"];
const sortOptions = ["column", "descending", "nullsFirst"];

export function checkColumns(
  columns: Readonly<Record<string, ColumnOptions>>,
): Readonly<Record<string, ColumnOptions>> {
  for (const [name, column] of Object.entries(columns)) checkColumn(`columns.${name}`, column);
  return columns;
}

function checkColumn(option: string, column: ColumnOptions): void {
  checkNames(option, column, columnOptions);
  const { encoding = "plain", statistics = "page", bloomFilter = false } = column;
  if (!encodings.includes(encoding)) {
    throw invalid(`${option}.encoding`, `is ${String(encoding)}`, `Choose one of ${encodings.join(", ")}.`);
  }
  if (!statisticsLevels.includes(statistics)) {
    const hint = `Choose one of ${statisticsLevels.join(", ")}.`;
    throw invalid(`${option}.statistics`, `is ${String(statistics)}`, hint);
  }
  const rate = typeof bloomFilter === "boolean" ? 0.01 : bloomFilter;
  if (!(rate >= 0.0001 && rate <= 0.5)) {
    const hint = "Give true, false, or how often it may be wrong, from 0.0001 to 0.5.";
    throw invalid(`${option}.bloomFilter`, `is ${String(bloomFilter)}`, hint);
  }
}

export function checkSortedBy(
  sortedBy: readonly (string | SortedColumn)[],
): readonly Required<SortedColumn>[] {
  if (!Array.isArray(sortedBy))
    throw invalid("sortedBy", "is no array", 'List the columns: sortedBy: ["day"].');
  return sortedBy.map((each) => {
    const column = typeof each === "string" ? { column: each } : each;
    checkNames("sortedBy", column, sortOptions);
    const { descending = false, nullsFirst = false } = column;
    if (
      typeof column.column !== "string" ||
      typeof descending !== "boolean" ||
      typeof nullsFirst !== "boolean"
    ) {
      throw invalid("sortedBy", "is not understood", "Give names, or { column, descending, nullsFirst }.");
    }
    return { column: column.column, descending, nullsFirst };
  });
}

export function checkMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(metadata)) {
    if (/^(sluice\.|ARROW:)/.test(key))
      throw invalid("metadata", `has the key ${key}`, "That name is taken. Use another.");
    if (typeof value !== "string") throw invalid("metadata", `has no text under ${key}`, "Give texts only.");
  }
  return metadata;
}

function checkNames(option: string, given: object, known: readonly string[]): void {
  if (typeof given !== "object" || given === null)
    throw invalid(option, "is no object", `Give { ${known.join(", ")} }.`);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw invalid(`${option}.${unknown}`, "is not an option", `The options are ${known.join(", ")}.`);
}
