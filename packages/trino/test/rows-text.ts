import type { RowsText } from "../src/client/decode-rows.js";
import { damaged } from "../src/client/segments.js";

/** The rows of a result as the text of a segment. */
export function rowsText(text: string, count?: number): RowsText {
  const bytes = Buffer.from(text);
  return {
    bytes,
    start: 0,
    end: bytes.byteLength,
    ...(count !== undefined && { count }),
    damaged: (problem) => damaged(problem, { sql: "SELECT …" }),
  };
}
