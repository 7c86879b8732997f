import { MalformedError, type ThriftList, type ThriftStruct, type ThriftValue, wire } from "./thrift.js";

// Metadata nests six deep at most. The bounds keep hostile bytes from taking the stack or the heap: a struct takes some 200
// bytes, and a column of a row group has about ten.
const maxDepth = 32;
const maxValues = 8_000_000;
const maxStructs = 2_000_000;

/** The struct at the start of `bytes`, and how many bytes it took. Anything odd is a `MalformedError`. */
export function readThrift(bytes: Uint8Array): {
  readonly struct: ThriftStruct;
  readonly byteLength: number;
} {
  const reader = new ThriftReader(bytes);
  const struct = reader.struct(0);
  return { struct, byteLength: reader.position };
}

class ThriftReader {
  position = 0;
  readonly #bytes: Uint8Array;
  #values = 0;
  #structs = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  struct(depth: number): ThriftStruct {
    if (depth > maxDepth) throw new MalformedError("structs nest too deep");
    if (++this.#structs > maxStructs) throw new MalformedError("there are too many structs");
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (;;) {
      const header = this.#byte();
      const type = header & 15;
      if (type === wire.stop) return fields;
      const delta = header >> 4;
      id = delta === 0 ? this.#int32() : id + delta;
      if (fields.has(id)) throw new MalformedError(`field ${id} appears twice`);
      fields.set(id, { type, value: this.#value(type, depth + 1) });
    }
  }

  #value(type: number, depth: number): ThriftValue {
    if (++this.#values > maxValues) throw new MalformedError("there are too many values");
    switch (type) {
      case wire.true:
        return true;
      case wire.false:
        return false;
      case wire.int8:
        return this.#byte();
      case wire.int16:
      case wire.int32:
        return this.#int32();
      case wire.int64:
        return this.#int64();
      case wire.double:
        return this.#take(8);
      case wire.binary:
        return this.#take(this.#length());
      case wire.list:
      case wire.set:
        return this.#list(depth);
      case wire.struct:
        return this.struct(depth);
      default:
        throw new MalformedError(`${type} is not a type`);
    }
  }

  #list(depth: number): ThriftList {
    if (depth > maxDepth) throw new MalformedError("lists nest too deep");
    const header = this.#byte();
    const elementType = header & 15;
    const length = header >> 4 === 15 ? this.#length() : header >> 4;
    // Every element takes a byte or more, so a list cannot be longer than what is left.
    if (length > this.#bytes.length - this.position) throw new MalformedError("a list ends past the end");
    const boolean = elementType === wire.true || elementType === wire.false;
    const items: ThriftValue[] = [];
    for (let index = 0; index < length; index++) {
      items.push(boolean ? this.#byte() === wire.true : this.#value(elementType, depth + 1));
    }
    return { elementType, items };
  }

  #byte(): number {
    const byte = this.#bytes[this.position++];
    if (byte === undefined) throw new MalformedError("the bytes end too early");
    return byte;
  }

  #take(length: number): Uint8Array {
    const start = this.position;
    if (length > this.#bytes.length - start) throw new MalformedError("a value ends past the end");
    this.position += length;
    return this.#bytes.subarray(start, this.position);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new MalformedError("an integer is too long");
  }

  #length(): number {
    const length = this.#varint();
    if (length > 0x7fffffffn) throw new MalformedError("a length is too large");
    return Number(length);
  }

  #int64(): bigint {
    const value = this.#varint();
    return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
  }

  #int32(): number {
    const first = this.#bytes[this.position];
    if (first !== undefined && first < 128) {
      this.position++;
      return (first >> 1) ^ -(first & 1);
    }
    const value = this.#int64();
    if (BigInt.asIntN(32, value) !== value) throw new MalformedError("an integer is too large");
    return Number(value);
  }
}
