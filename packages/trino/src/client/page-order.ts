import { protocolError } from "./errors.js";
import { holdsRows, type PageText } from "./page-text.js";

/** Throws for a page that is no part of the result: of another query, or with rows before their columns are known. */
export function onlyOwnPages(statement: {
  readonly sql: string;
  readonly queryId?: string;
}): (text: PageText) => void {
  let hasColumns = false;
  return (text) => {
    const { id, columns } = text.page;
    const { queryId = id } = statement;
    if (id !== queryId) throw protocolError("The server sent a page of another query.", { ...statement });
    hasColumns ||= columns !== undefined;
    if (hasColumns || !holdsRows(text)) return;
    throw protocolError("The server sent rows before their columns.", { ...statement, queryId });
  };
}
