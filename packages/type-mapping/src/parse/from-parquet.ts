import type { Field, LogicalType } from "../logical-type.js";
import type { ParquetElement } from "../targets/parquet-element.js";
import { parquetScalar } from "./parquet-scalar.js";
import { type ParquetNode, parquetTree } from "./parquet-tree.js";
import { checked } from "./read-type.js";

export interface ParquetOptions {
  /**
   * What an INT96 is. It says neither whether it is an instant or a wall clock nor how many digits count; without this
   * it is refused. Data that Trino's Hive connector wrote: a timestamp of the precision of its column.
   */
  readonly int96As?: LogicalType;
}

/**
 * The columns of a Parquet file, from the flat schema of its footer with the root first. Lists and maps are read in every
 * shape the format allows, the old two-level ones too. `RangeError` for a type there is no exact equal of and for groups
 * that make no list or map; it names the place.
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types
 */
export function fieldsFromParquet(
  elements: readonly ParquetElement[],
  options: ParquetOptions = {},
): Field[] {
  return parquetTree(elements).children.map((child) => fieldFromParquet(child, options));
}

/** The column that one child of the root is. */
export function fieldFromParquet(node: ParquetNode, options: ParquetOptions = {}): Field {
  const field = readField(node, [node.element.name], options);
  checked(field.type, `the Parquet column "${field.name}"`);
  return field;
}

function readField(node: ParquetNode, path: readonly string[], options: ParquetOptions): Field {
  const { name, repetition_type: repetition } = node.element;
  // Without a group around it, a repeated element is a list of what it is.
  if (repetition === "REPEATED") {
    const element = { type: readType(node, [...path, "element"], options), nullable: false };
    return { name, type: { id: "list", element }, nullable: false };
  }
  return { name, type: readType(node, path, options), nullable: repetition === "OPTIONAL" };
}

function readType(node: ParquetNode, path: readonly string[], options: ParquetOptions): LogicalType {
  const { element, children } = node;
  if (children.length === 0 && element.type !== undefined) {
    const type = element.type === "INT96" ? options.int96As : parquetScalar(element);
    if (type === undefined) throw refused(path, "an INT96, which does not say what it is", "give int96As");
    if (typeof type === "string") throw refused(path, describe(element), type);
    return type;
  }
  switch (element.logical_type?.type ?? element.converted_type) {
    case "LIST":
      return readList(node, path, options);
    case "MAP":
    case "MAP_KEY_VALUE":
      return readMap(node, path, options);
    case "VARIANT":
      throw refused(path, "a VARIANT", "store the document as JSON text");
    default:
      return {
        id: "struct",
        fields: children.map((child) => readField(child, [...path, child.element.name], options)),
      };
  }
}

function readList(node: ParquetNode, path: readonly string[], options: ParquetOptions): LogicalType {
  const [repeated, ...others] = node.children;
  if (repeated?.element.repetition_type !== "REPEATED" || others.length > 0) {
    throw refused(path, "a LIST without one repeated child", "write it with three levels");
  }
  const inside = [...path, "element"];
  if (isElement(repeated, node.element.name)) {
    return { id: "list", element: { type: readType(repeated, inside, options), nullable: false } };
  }
  const { type, nullable } = readField(repeated.children[0] as ParquetNode, inside, options);
  return { id: "list", element: { type, nullable } };
}

/** Whether the repeated child is the element itself, as in lists of two levels. */
function isElement({ element, children }: ParquetNode, listName: string): boolean {
  const [only, ...others] = children;
  return (
    only === undefined ||
    others.length > 0 ||
    only.element.repetition_type === "REPEATED" ||
    element.name === "array" ||
    element.name === `${listName}_tuple`
  );
}

function readMap(node: ParquetNode, path: readonly string[], options: ParquetOptions): LogicalType {
  const [entries, ...others] = node.children;
  const [key, value, ...more] = entries?.children ?? [];
  const repeated = entries?.element.repetition_type === "REPEATED";
  if (!repeated || others.length > 0 || key === undefined || value === undefined || more.length > 0) {
    throw refused(path, "a MAP without repeated keys and values", "write it as a list, or with both");
  }
  const { type, nullable } = readField(value, [...path, "value"], options);
  return {
    id: "map",
    key: { type: readType(key, [...path, "key"], options), nullable: false },
    value: { type, nullable },
  };
}

function describe({ type, logical_type: logical, converted_type: converted }: ParquetElement): string {
  const meaning = logical?.type ?? converted;
  return meaning === undefined ? `${type}` : `${type} ${meaning}`;
}

function refused(path: readonly string[], what: string, instead: string): RangeError {
  return new RangeError(`The Parquet column ${path.join(".")} cannot be read: it is ${what}; ${instead}.`);
}
