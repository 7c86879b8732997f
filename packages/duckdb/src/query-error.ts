import { SluiceError } from "@sluice/sdk";

const missing = /^IO Error: (?:No files found that match the pattern|Cannot open file) "([^"]+)"/;
const corrupt =
  /^(?:Invalid Input Error: (?:File '([^']+)' too small to be a Parquet file|No magic bytes found at end of file '([^']+)'|Failed to read file "([^"]+)")|IO Error: Could not read enough bytes from file "([^"]+)")/;

/** What DuckDB said, as an error that tells a file that is gone or broken from a statement that is wrong. */
export function queryError(sql: string, cause: unknown): SluiceError {
  const text = textOf(cause);
  const gone = missing.exec(text)?.[1];
  if (gone !== undefined) {
    return new SluiceError("FILE_MISSING", {
      message: `DuckDB does not find ${gone}.`,
      details: { file: gone },
      hint: "It was deleted outside Sluice. Restore it, or store the asset again.",
      cause,
    });
  }
  const broken = corrupt.exec(text)?.slice(1).find(Boolean);
  if (broken !== undefined) {
    return new SluiceError("FILE_CORRUPT", {
      message: `DuckDB cannot read ${broken}: ${text.split("\n")[0]}`,
      details: { file: broken },
      hint: "The file was changed or cut outside Sluice. Restore it, or store the asset again.",
      cause,
    });
  }
  return new SluiceError("QUERY_FAILED", {
    message: `DuckDB: ${text}`,
    details: { engine: "duckdb", sql: sql.length > 2000 ? `${sql.slice(0, 2000)}…` : sql },
    hint: "The statement is in details.sql.",
    cause,
  });
}

export function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
