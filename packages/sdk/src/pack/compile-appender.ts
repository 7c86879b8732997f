import { type Field, schemaText } from "@sluice/type-mapping";
import type { Writer } from "./writers/writer.js";

/** Appends `rows[start]` to `rows[end - 1]` at positions `at` and on. `firstRow` numbers `rows[0]` in messages. */
export type RowAppender = (
  rows: readonly unknown[],
  start: number,
  end: number,
  at: number,
  firstRow: number,
) => void;

/** What an appender calls. */
export interface AppenderParts {
  /** For each field: puts a value that is not null. */
  readonly writers: readonly Writer[];
  /** For each field: puts a null, or refuses it. */
  readonly nulls: readonly Writer[];
  /** Refuses what is no object. */
  readonly checkObject: (row: unknown, number: number) => void;
  /** Called for a row with no field at all: an empty object, or an object of another kind. */
  readonly checkPlain: (row: object, number: number) => void;
  /** Called for a row that may have a property too many. */
  readonly checkExtra: (row: object, number: number) => void;
}

type MakeAppender = (parts: AppenderParts) => RowAppender;

const cache = new Map<string, MakeAppender>();

/**
 * An appender of objects with these fields. One function is generated for each set of fields: in a shared loop every
 * property access has seen many shapes and is some ten times slower. Without code generation
 * (`--disallow-code-generation-from-strings`) the shared loop is used.
 */
export function compileAppender(
  fields: readonly Field[],
  ignoreExtra: boolean,
  parts: AppenderParts,
): RowAppender {
  const key = `${ignoreExtra} ${schemaText({ fields })}`;
  let make = cache.get(key);
  if (make === undefined) {
    const names = fields.map((field) => field.name);
    make = madeOf(names, ignoreExtra);
    if (cache.size >= 256) cache.clear();
    cache.set(key, make);
  }
  return make(parts);
}

function madeOf(names: readonly string[], ignoreExtra: boolean): MakeAppender {
  try {
    return generate(names, ignoreExtra);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return interpret(names, ignoreExtra);
  }
}

function generate(names: readonly string[], ignoreExtra: boolean): MakeAppender {
  const each = (line: (name: string, index: number) => string): string => names.map(line).join("\n");
  const source = `
    const { checkObject, checkPlain, checkExtra } = parts;
    ${each((_, index) => `const w${index} = parts.writers[${index}], n${index} = parts.nulls[${index}];`)}
    return function append(rows, start, end, at, firstRow) {
      for (let i = start; i < end; i++, at++) {
        const row = rows[i], number = firstRow + i;
        if (typeof row !== "object" || row === null) checkObject(row, number);
        let absent = 0;
        ${each(
          (name, index) => `{
          const value = ${propertyText(name)};
          if (value === null || value === undefined) {
            if (value === undefined) absent++;
            n${index}(value, at, number);
          } else w${index}(value, at, number);
        }`,
        )}
        if (absent === ${names.length}) checkPlain(row, number);
        ${ignoreExtra ? "" : `let present = 0; for (const _ in row) present++; if (present + absent !== ${names.length}) checkExtra(row, number);`}
      }
    };`;
  return new Function("parts", source) as MakeAppender;
}

// A row without a column named "constructor" does not have what every object inherits under that name.
function propertyText(name: string): string {
  const text = JSON.stringify(name);
  return name in Object.prototype
    ? `(Object.hasOwn(row, ${text}) ? row[${text}] : undefined)`
    : `row[${text}]`;
}

function interpret(names: readonly string[], ignoreExtra: boolean): MakeAppender {
  return (parts) => (rows, start, end, at, firstRow) => {
    for (let index = start; index < end; index++) {
      const row = rows[index] as Record<string, unknown>;
      const number = firstRow + index;
      parts.checkObject(row, number);
      const position = at + index - start;
      let absent = 0;
      names.forEach((name, column) => {
        const value = name in Object.prototype && !Object.hasOwn(row, name) ? undefined : row[name];
        if (value === undefined) absent++;
        if (value === null || value === undefined) parts.nulls[column]?.(value, position, number);
        else parts.writers[column]?.(value, position, number);
      });
      if (absent === names.length) parts.checkPlain(row, number);
      if (!ignoreExtra) parts.checkExtra(row, number);
    }
  };
}
