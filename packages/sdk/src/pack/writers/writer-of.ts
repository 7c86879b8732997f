import type { ColumnBuffer } from "../column-buffer.js";
import { dateWriter, instantWriter, timeWriter } from "./instants.js";
import { listWriter, mapWriter, structWriter } from "./nested.js";
import {
  booleanWriter,
  decimalWriter,
  float32Writer,
  float64Writer,
  int64Writer,
  integerWriter,
} from "./numbers.js";
import { binaryWriter, jsonWriter, stringWriter, uuidWriter } from "./texts.js";
import type { Writer } from "./writer.js";

export interface WriterOptions {
  /** Whether properties of structs that are no field are passed over. Otherwise they are `UNKNOWN_COLUMN`. */
  readonly ignoreExtra: boolean;
  readonly asset: string;
}

/** The writer of a column: takes what `RowInput` allows, and throws `VALUE_UNSUPPORTED` for what it cannot keep exactly. */
export function writerOf(buffer: ColumnBuffer, options: WriterOptions): Writer {
  const { type } = buffer.field;
  const inside = (child: ColumnBuffer): Writer => writerOf(child, options);
  switch (type.id) {
    case "boolean":
      return booleanWriter(buffer);
    case "int8":
      return integerWriter(buffer, -0x80, 0x7f);
    case "int16":
      return integerWriter(buffer, -0x8000, 0x7fff);
    case "int32":
      return integerWriter(buffer, -0x80000000, 0x7fffffff);
    case "int64":
      return int64Writer(buffer);
    case "float32":
      return float32Writer(buffer);
    case "float64":
      return float64Writer(buffer);
    case "decimal":
      return decimalWriter(buffer, type);
    case "string":
      return stringWriter(buffer);
    case "binary":
      return binaryWriter(buffer);
    case "date":
      return dateWriter(buffer);
    case "time":
      return timeWriter(buffer);
    case "timestamp":
    case "zonedTimestamp":
      return instantWriter(buffer, type.precision, type.id === "zonedTimestamp");
    case "uuid":
      return uuidWriter(buffer);
    case "json":
      return jsonWriter(buffer);
    case "list":
      return listWriter(buffer, inside);
    case "map":
      return mapWriter(buffer, inside);
    case "struct":
      return structWriter(buffer, type.fields, inside, options);
  }
}
