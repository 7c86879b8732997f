import {
  DataType,
  Field,
  List,
  Map_,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
} from "apache-arrow";
import type { Footer, TopColumn } from "../format/footer.js";
import { fileMetaData, schemaElement } from "../format/format.js";
import { integerAt, structsAt, type ThriftStruct } from "../format/thrift.js";
import type { Pool } from "../pool/pool.js";
import { projectedFile } from "./projection.js";

/** Where files note their Arrow schema, and what the Parquet library goes by. */
const arrowSchemaKey = "ARROW:schema";
const int96 = 3;

/**
 * What makes the Parquet library read the INT96 timestamps in `columns` as microseconds, which reach from year 1 to 9999.
 * As nanoseconds, its own choice, they would silently be wrong before 1677 and after 2262. Columns named in `exact` stay
 * nanoseconds.
 */
export async function int96Notes(
  footer: Footer,
  columns: readonly TopColumn[],
  exact: ReadonlySet<string>,
  pool: Pool,
): Promise<ReadonlyMap<string, string>> {
  const elements = structsAt(footer.metadata, fileMetaData.schema);
  const leaves = columns.map((column) => leavesOf(elements, column));
  if (!leaves.flat().includes(true)) return new Map();
  const parts = projectedFile(footer, undefined, columns, []);
  const [stream] = await pool.run({ kind: "decode", parts, batchRows: 1 });
  const { fields } = RecordBatchReader.from(stream!).open().schema;
  const changed = fields.map((field, index) =>
    exact.has(field.name) ? field : withMicroseconds(field, leaves[index]![Symbol.iterator]()),
  );
  return new Map([[arrowSchemaKey, Buffer.from(schemaMessage(new Schema(changed))).toString("base64")]]);
}

/** Of each leaf of a column, whether it is INT96. */
function leavesOf(elements: readonly ThriftStruct[], { elements: [start, end] }: TopColumn): boolean[] {
  return elements
    .slice(start, end)
    .filter((each) => each.has(schemaElement.type))
    .map((each) => integerAt(each, schemaElement.type) === int96);
}

function withMicroseconds({ name, type, nullable }: Field, leaves: Iterator<boolean>): Field {
  const children: Field[] = type.children ?? [];
  if (children.length === 0) {
    const { value: old } = leaves.next();
    return new Field(name, old ? new TimestampMicrosecond(type.timezone) : type, nullable);
  }
  const inside = children.map((child) => withMicroseconds(child, leaves));
  if (DataType.isList(type)) return new Field(name, new List(inside[0]!), nullable);
  if (DataType.isMap(type)) return new Field(name, new Map_(inside[0] as never, type.keysSorted), nullable);
  return new Field(name, new Struct(inside), nullable);
}

function schemaMessage(schema: Schema): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  return writer.finish().toUint8Array(true);
}
