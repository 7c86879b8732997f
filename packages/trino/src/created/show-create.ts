import { readType } from "../client/type-text.js";
import { TextScanner } from "../text-scanner.js";
import type { CreatedColumn, CreatedTable, PropertyValues } from "./created-table.js";
import { readLiteral, readString } from "./read-literal.js";

const bareName = /[\p{L}_][\p{L}\p{N}_@:$]*/uy;

/** Reads what `SHOW CREATE TABLE` answers. `SyntaxError` for what is no table. */
export function parseShowCreate(text: string): CreatedTable {
  const scanner = new TextScanner(text, "the statement");
  if (!scanner.acceptWords("create table")) throw scanner.unreadable("CREATE TABLE");
  const name = readNames(scanner);
  scanner.expect("(");
  const columns = scanner.list(")", () => readColumn(scanner));
  const said = { ...readComment(scanner), properties: readProperties(scanner) };
  scanner.end();
  return { name, columns, ...said };
}

function readColumn(scanner: TextScanner): CreatedColumn {
  const column = { name: readName(scanner), type: readType(scanner) };
  const fallback = scanner.acceptWords("default") ? { default: readLiteral(scanner) } : {};
  const required = scanner.acceptWords("not null");
  return { ...column, ...fallback, required, ...readComment(scanner), properties: readProperties(scanner) };
}

function readComment(scanner: TextScanner): { readonly comment?: string } {
  return scanner.acceptWords("comment") ? { comment: readString(scanner) } : {};
}

function readProperties(scanner: TextScanner): PropertyValues {
  if (!scanner.acceptWords("with")) return new Map();
  scanner.expect("(");
  return new Map(
    scanner.list(")", () => {
      const name = readName(scanner);
      scanner.expect("=");
      return [name, readLiteral(scanner)] as const;
    }),
  );
}

function readNames(scanner: TextScanner): string[] {
  const names = [readName(scanner)];
  while (scanner.accept(".")) names.push(readName(scanner));
  return names;
}

function readName(scanner: TextScanner): string {
  scanner.skipBlanks();
  const name = scanner.sees(/"/y) ? scanner.quoted('"') : scanner.take(bareName);
  if (name === undefined) throw scanner.unreadable("a name");
  return name;
}
