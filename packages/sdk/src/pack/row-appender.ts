import { type Field, type Schema, typeText } from "@sluice/type-mapping";
import { SluiceError } from "../error.js";
import { nearest } from "../nearest.js";
import type { ColumnBuffer } from "./column-buffer.js";
import { valueError } from "./value-error.js";
import { type Writer, writerOf } from "./writers.js";

/** Appends `rows[start]` to `rows[end - 1]` at positions `at` and on. `firstRow` numbers `rows[0]` in messages. */
export type RowAppender = (
  rows: readonly unknown[],
  start: number,
  end: number,
  at: number,
  firstRow: number,
) => void;

export interface AppenderOptions {
  readonly asset: string;
  /** Whether properties that are no column are passed over. Default: they are `UNKNOWN_COLUMN`. */
  readonly ignoreExtra: boolean;
}

interface Parts {
  readonly writers: readonly Writer[];
  readonly nulls: readonly ((value: unknown, at: number, row: number) => void)[];
  /** Called for a row that may have a property too many. */
  readonly checkExtra: (row: object, number: number) => void;
  readonly checkRow: (row: unknown, number: number) => void;
}

type Compile = (schema: Schema, ignoreExtra: boolean) => (parts: Parts) => RowAppender;

/**
 * An appender into `buffers` made for `schema`. One function is generated for each schema: in a shared loop every
 * property access has seen many shapes and is some ten times slower. Without code generation
 * (`--disallow-code-generation-from-strings`) the shared loop is used.
 */
export function rowAppender(
  schema: Schema,
  buffers: readonly ColumnBuffer[],
  options: AppenderOptions,
): RowAppender {
  const names = new Set(schema.fields.map((field) => field.name));
  const parts: Parts = {
    writers: buffers.map(writerOf),
    nulls: buffers.map((buffer) => nullWriter(buffer)),
    checkRow: (row, number) => {
      if (typeof row !== "object" || row === null) throw notARow(options.asset, number, row);
    },
    checkExtra: (row, number) => {
      for (const name in row) if (!names.has(name)) throw unknownColumn(options.asset, name, number, names);
    },
  };
  return compiled(schema, options.ignoreExtra)(parts);
}

function nullWriter(buffer: ColumnBuffer): (value: unknown, at: number, row: number) => void {
  if (buffer.field.nullable) return (_value, at) => buffer.setNull(at);
  return (value, _at, row) => {
    throw valueError(buffer.field, row, value, "the column is not nullable");
  };
}

const cache = new Map<string, (parts: Parts) => RowAppender>();

function compiled(schema: Schema, ignoreExtra: boolean): (parts: Parts) => RowAppender {
  const key = JSON.stringify([schema.fields.map((field) => [field.name, typeText(field.type)]), ignoreExtra]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  let made: (parts: Parts) => RowAppender;
  try {
    made = generate(schema, ignoreExtra);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    made = interpret(schema, ignoreExtra);
  }
  if (cache.size >= 256) cache.clear();
  cache.set(key, made);
  return made;
}

const generate: Compile = (schema, ignoreExtra) => {
  const { fields } = schema;
  const each = (line: (field: Field, index: number) => string): string => fields.map(line).join("\n");
  const source = `
    const { checkRow, checkExtra } = parts;
    ${each((_, index) => `const w${index} = parts.writers[${index}], n${index} = parts.nulls[${index}];`)}
    return function append(rows, start, end, at, firstRow) {
      for (let i = start; i < end; i++, at++) {
        const row = rows[i], number = firstRow + i;
        checkRow(row, number);
        let absent = 0;
        ${each(
          (field, index) => `{
          const value = ${propertyText(field.name)};
          if (value === null || value === undefined) {
            if (value === undefined) absent++;
            n${index}(value, at, number);
          } else w${index}(value, at, number);
        }`,
        )}
        ${ignoreExtra ? "" : `let present = 0; for (const _ in row) present++; if (present + absent !== ${fields.length}) checkExtra(row, number);`}
      }
    };`;
  return new Function("parts", source) as (parts: Parts) => RowAppender;
};

// A row without a column named "constructor" does not have what every object inherits under that name.
function propertyText(name: string): string {
  const text = JSON.stringify(name);
  return name in Object.prototype
    ? `(Object.hasOwn(row, ${text}) ? row[${text}] : undefined)`
    : `row[${text}]`;
}

const interpret: Compile = (schema, ignoreExtra) => (parts) => (rows, start, end, at, firstRow) => {
  const names = schema.fields.map((field) => field.name);
  for (let index = start; index < end; index++) {
    const row = rows[index] as Record<string, unknown>;
    const number = firstRow + index;
    parts.checkRow(row, number);
    const position = at + index - start;
    for (let column = 0; column < names.length; column++) {
      const name = names[column] as string;
      const value = name in Object.prototype && !Object.hasOwn(row, name) ? undefined : row[name];
      if (value === null || value === undefined) parts.nulls[column]?.(value, position, number);
      else parts.writers[column]?.(value, position, number);
    }
    if (!ignoreExtra) parts.checkExtra(row, number);
  }
};

function notARow(asset: string, number: number, row: unknown): SluiceError {
  return new SluiceError("VALUE_INVALID", {
    message: `Row ${number} for ${asset} is ${row === null ? "null" : `a ${typeof row}`}, not an object.`,
    details: { asset },
    hint: "Store an array, iterable or async iterable of row objects, an Arrow table, record batches, or an object of columns.",
  });
}

export function unknownColumn(
  asset: string,
  column: string,
  row: number | undefined,
  known: ReadonlySet<string>,
): SluiceError {
  const close = nearest(column, known);
  const where = row === undefined ? "" : ` (row ${row})`;
  return new SluiceError("UNKNOWN_COLUMN", {
    message: `${asset} has no column "${column}"${where}.`,
    details: { asset, column, nearest: close },
    hint: `${close.length > 0 ? `Did you mean ${close.join(", ")}? ` : ""}To pass over what is no column, store with { extra: "ignore" }.`,
  });
}
