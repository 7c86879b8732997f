import { SluiceError } from "@sluice/sdk";
import { type CastContext, castBatch, type Schema } from "@sluice/sdk/plugin";
import {
  Schema as ArrowSchema,
  Data,
  type DataType,
  type Field,
  makeData,
  RecordBatch,
  Struct,
} from "apache-arrow";
import { withoutHiddenNulls } from "./hidden-nulls.js";

/**
 * `batch` in the types of `target`, the `storedSchema` of `schema`: milliseconds become microseconds, also inside lists,
 * maps and structs. Other columns, or nulls where there may be none, are `SCHEMA_MISMATCH`.
 */
export function toStored(
  batch: RecordBatch,
  schema: Schema,
  target: ArrowSchema,
  context: CastContext,
): RecordBatch {
  const [given, wanted] = [namesOf(batch.schema), namesOf(target)];
  if (given !== wanted) throw mismatch(context.asset, `${given} instead of ${wanted}`);
  const refuse = (path: string): Error => mismatch(context.asset, `"${path}" holds a null and may not`);
  const children = target.fields.map((field, index) => {
    const data = batch.data.children[index] as Data;
    // Most columns are stored in the types they come in, and their values were checked when they were packed.
    const same = String(data.type) === String(field.type);
    const stored = same ? ofOwnCopy(data, field.type) : castColumn(batch, schema, target, index, context);
    return withoutHiddenNulls(stored, field, refuse);
  });
  const type = new Struct(target.fields);
  return new RecordBatch(target, makeData({ type, length: batch.numRows, nullCount: 0, children }));
}

// A bundle may hold one copy of Arrow and this package use another. Its writer knows the types of its own copy only, and
// `instanceof` does not tell them apart.
function ofOwnCopy(data: Data, type: DataType): Data {
  if (Object.getPrototypeOf(data) === Data.prototype) return data;
  const { offset, length, nullCount, buffers, children } = data;
  const own = children.map((child, index) => ofOwnCopy(child, (type.children[index] as Field).type));
  return new Data(type, offset, length, nullCount, buffers, own);
}

function castColumn(
  batch: RecordBatch,
  { fields }: Schema,
  target: ArrowSchema,
  index: number,
  context: CastContext,
): Data {
  const only = { fields: fields.slice(index, index + 1) };
  const stored = new ArrowSchema(target.fields.slice(index, index + 1));
  return castBatch(batch, only, stored, context).data.children[0] as Data;
}

function namesOf(schema: ArrowSchema): string {
  return schema.fields.map((field) => JSON.stringify(field.name)).join(", ");
}

function mismatch(asset: string, change: string): SluiceError {
  return new SluiceError("SCHEMA_MISMATCH", {
    message: `${asset}: a batch does not have the columns it was announced with: ${change}.`,
    details: { asset, changes: [change] },
    hint: "Every batch has the columns of the schema, in its order and its Arrow types.",
  });
}
