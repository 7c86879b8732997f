import { type Field, schemaText } from "@sluice/type-mapping";
import type { RowOf } from "./writers/writer.js";

/**
 * Puts the properties of `rows[start]` to `rows[end - 1]` into arrays, one for each field, from index 0 on. `rowOf`
 * numbers the rows from 0 on, for messages.
 */
export type Transpose = (rows: readonly unknown[], start: number, end: number, rowOf: RowOf) => void;

/** What a transpose calls. */
export interface TransposeParts {
  /** For each field: where its values go. */
  readonly columns: readonly unknown[][];
  /** Refuses what is no object. */
  readonly checkObject: (row: unknown, number: number) => void;
  /** Called for a row with no field at all: an empty object, or an object of another kind. */
  readonly checkPlain: (row: object, number: number) => void;
  /** Called for a row that may have a property too many. */
  readonly checkExtra: (row: object, number: number) => void;
}

type MakeTranspose = (parts: TransposeParts) => Transpose;

const cache = new Map<string, MakeTranspose>();

/**
 * A transpose of objects with these fields. One function is generated for each set of fields: in a shared loop every
 * property access has seen many shapes and is some ten times slower. Without code generation
 * (`--disallow-code-generation-from-strings`) the shared loop is used.
 */
export function compileTranspose(
  fields: readonly Field[],
  ignoreExtra: boolean,
  parts: TransposeParts,
): Transpose {
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

function madeOf(names: readonly string[], ignoreExtra: boolean): MakeTranspose {
  try {
    return generate(names, ignoreExtra);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return interpret(names, ignoreExtra);
  }
}

function generate(names: readonly string[], ignoreExtra: boolean): MakeTranspose {
  const each = (line: (name: string, index: number) => string): string => names.map(line).join("\n");
  const source = `
    const { columns, checkObject, checkPlain, checkExtra } = parts;
    ${each((_, index) => `const c${index} = columns[${index}];`)}
    return function transpose(rows, start, end, rowOf) {
      for (let i = start, k = 0; i < end; i++, k++) {
        const row = rows[i];
        if (typeof row !== "object" || row === null) checkObject(row, rowOf(k));
        let absent = 0;
        ${each(
          (name, index) => `{
          const value = ${propertyText(name)};
          if (value === undefined) absent++;
          c${index}[k] = value;
        }`,
        )}
        if (absent === ${names.length}) checkPlain(row, rowOf(k));
        ${ignoreExtra ? "" : `let present = 0; for (const _ in row) present++; if (present + absent !== ${names.length}) checkExtra(row, rowOf(k));`}
      }
    };`;
  return new Function("parts", source) as MakeTranspose;
}

// A row without a column named "constructor" does not have what every object inherits under that name.
function propertyText(name: string): string {
  const text = JSON.stringify(name);
  return name in Object.prototype
    ? `(Object.hasOwn(row, ${text}) ? row[${text}] : undefined)`
    : `row[${text}]`;
}

function interpret(names: readonly string[], ignoreExtra: boolean): MakeTranspose {
  return (parts) => (rows, start, end, rowOf) => {
    for (let index = start; index < end; index++) {
      const row = rows[index] as Record<string, unknown>;
      const at = index - start;
      parts.checkObject(row, rowOf(at));
      let absent = 0;
      names.forEach((name, column) => {
        const value = name in Object.prototype && !Object.hasOwn(row, name) ? undefined : row[name];
        if (value === undefined) absent++;
        (parts.columns[column] as unknown[])[at] = value;
      });
      if (absent === names.length) parts.checkPlain(row, rowOf(at));
      if (!ignoreExtra) parts.checkExtra(row, rowOf(at));
    }
  };
}
