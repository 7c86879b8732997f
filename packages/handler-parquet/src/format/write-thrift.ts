import { type ThriftList, type ThriftStruct, type ThriftValue, wire } from "./thrift.js";

/** `struct` in the compact protocol: what `readThrift` reads back as the same. */
export function writeThrift(struct: ThriftStruct): Uint8Array {
  const writer = new ThriftWriter();
  writer.struct(struct);
  return writer.bytes();
}

class ThriftWriter {
  #buffer = new Uint8Array(4096);
  #length = 0;

  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  struct(fields: ThriftStruct): void {
    let last = 0;
    for (const [id, { type, value }] of fields) {
      const code = typeof value === "boolean" ? (value ? wire.true : wire.false) : type;
      const delta = id - last;
      if (delta > 0 && delta < 16) {
        this.#byte((delta << 4) | code);
      } else {
        this.#byte(code);
        this.#integer(BigInt(id));
      }
      last = id;
      this.#value(code, value);
    }
    this.#byte(wire.stop);
  }

  #value(type: number, value: ThriftValue): void {
    switch (type) {
      case wire.true:
      case wire.false:
        break;
      case wire.int8:
        this.#byte(value as number);
        break;
      case wire.int16:
      case wire.int32:
      case wire.int64:
        this.#integer(BigInt(value as number | bigint));
        break;
      case wire.double:
        this.#raw(value as Uint8Array);
        break;
      case wire.binary:
        this.#varint(BigInt((value as Uint8Array).length));
        this.#raw(value as Uint8Array);
        break;
      case wire.struct:
        this.struct(value as ThriftStruct);
        break;
      default:
        this.#list(value as ThriftList);
    }
  }

  #list({ elementType, items }: ThriftList): void {
    if (items.length < 15) {
      this.#byte((items.length << 4) | elementType);
    } else {
      this.#byte(0xf0 | elementType);
      this.#varint(BigInt(items.length));
    }
    for (const item of items) {
      if (typeof item === "boolean") this.#byte(item ? wire.true : wire.false);
      else this.#value(elementType, item);
    }
  }

  #integer(value: bigint): void {
    this.#varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest > 127n) {
      this.#byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = byte;
  }

  #raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more));
    grown.set(this.#buffer);
    this.#buffer = grown;
  }
}
