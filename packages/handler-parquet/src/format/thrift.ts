/**
 * Values of Thrift's compact protocol, kept with their wire types, so that what is read and written again is the same
 * even where a field is unknown here.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export type ThriftValue = boolean | number | bigint | Uint8Array | ThriftList | ThriftStruct;

/** Fields by id, in wire order. */
export type ThriftStruct = Map<number, ThriftField>;

export interface ThriftField {
  readonly type: number;
  value: ThriftValue;
}

export interface ThriftList {
  readonly elementType: number;
  items: ThriftValue[];
}

export const wire = {
  stop: 0,
  true: 1,
  false: 2,
  int8: 3,
  int16: 4,
  int32: 5,
  int64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
} as const;

/** Bytes that are not what they should be. Callers turn it into an error that names the file. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
}

/** The integer at `id`, or `undefined` where there is none. One that a number cannot hold is malformed. */
export function integerAt(struct: ThriftStruct, id: number): number | undefined {
  const value = struct.get(id)?.value;
  if (value === undefined || typeof value === "number") return value;
  const integer = typeof value === "bigint" ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(integer)) throw new MalformedError(`field ${id} is not a usable integer`);
  return integer;
}

/** The integer at `id`, which has to be there and not negative. */
export function countAt(struct: ThriftStruct, id: number): number {
  const value = integerAt(struct, id);
  if (value === undefined || value < 0) throw new MalformedError(`field ${id} is not a count`);
  return value;
}

export function textAt(struct: ThriftStruct, id: number): string {
  const value = struct.get(id)?.value;
  if (!(value instanceof Uint8Array)) throw new MalformedError(`field ${id} is not text`);
  // A mark of byte order belongs to the name.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(value);
}

export function structAt(struct: ThriftStruct, id: number): ThriftStruct {
  const value = struct.get(id)?.value;
  if (!(value instanceof Map)) throw new MalformedError(`field ${id} is not a struct`);
  return value;
}

/** The structs listed at `id`. */
export function structsAt(struct: ThriftStruct, id: number): ThriftStruct[] {
  const value = struct.get(id)?.value;
  const list = typeof value === "object" && "items" in value ? value : undefined;
  if (list === undefined || (list.items.length > 0 && list.elementType !== wire.struct)) {
    throw new MalformedError(`field ${id} is not a list of structs`);
  }
  return list.items as ThriftStruct[];
}

export function int32(value: number): ThriftField {
  return { type: wire.int32, value };
}

export function int64(value: number): ThriftField {
  return { type: wire.int64, value: BigInt(value) };
}

export function text(value: string): ThriftField {
  return { type: wire.binary, value: new TextEncoder().encode(value) };
}

export function structs(items: ThriftStruct[]): ThriftField {
  return { type: wire.list, value: { elementType: wire.struct, items } };
}

/** A copy of `struct` with the named fields only. */
export function pick(struct: ThriftStruct, ids: readonly number[]): ThriftStruct {
  return new Map([...struct].filter(([id]) => ids.includes(id)));
}
