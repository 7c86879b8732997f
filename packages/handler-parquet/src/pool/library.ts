import { byteLengthOf, writeParts } from "./parts.js";
import type { WasmModule } from "./wasm-module.js";

/** The Parquet library with a memory of its own, which never shrinks. What it refuses is an `Error` of its words. */
export interface Library {
  /** The Arrow IPC stream of `rows` rows as a file of one row group. `style`: an `EncodeStyle` as JSON. */
  encode(stream: readonly Uint8Array[], rows: number, style: Uint8Array): Uint8Array;
  /** Arrow IPC streams of `batchRows` rows each, or a single one without rows. */
  decode(file: readonly Uint8Array[], batchRows: number): Uint8Array[];
  memoryByteLength(): number;
}

// A file that expands without end has to fail before the machine does. The library itself allows no more.
const maxMemoryByteLength = 3 * 1024 * 1024 * 1024;

/** What it starts with. The library is built for it: `../../codec/build.sh`. */
const firstMemoryByteLength = 4 * 1024 * 1024;

const pageByteLength = 64 * 1024;

/** Pointers and lengths are whole numbers below 2^32. */
interface Exports {
  allocate(length: number): number;
  encode(stream: number, length: number, rows: number, style: number, styleLength: number): number;
  open_decoder(file: number, length: number, batchRows: number): number;
  next_batch(decoder: number): number;
  close_decoder(decoder: number): void;
  release(answer: number): void;
}

interface Memory {
  readonly buffer: ArrayBuffer;
}

// Node's types do not name it.
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => Memory;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown };
};

export function createLibrary(module: WasmModule, maxByteLength = maxMemoryByteLength): Library {
  const memory = new WebAssembly.Memory({
    initial: firstMemoryByteLength / pageByteLength,
    maximum: maxByteLength / pageByteLength,
  });
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;

  /** A copy of `parts`, one after the other, for a call that takes it over. */
  function hand(parts: readonly Uint8Array[]): readonly [pointer: number, length: number] {
    const length = byteLengthOf(parts);
    const pointer = exports.allocate(length) >>> 0;
    writeParts(parts, new Uint8Array(memory.buffer, pointer, length));
    return [pointer, length];
  }

  /** Reads an answer, `{ done, bytes, length }`, and gives it back. */
  function read<Result>(answer: number, result: (pointer: number, length: number) => Result): Result {
    const [done, pointer, length] = new Uint32Array(memory.buffer, answer >>> 0, 3) as unknown as Answer;
    try {
      if (done === 0) throw new Error(Buffer.from(copyOf(pointer, length)).toString());
      return result(pointer, length);
    } finally {
      exports.release(answer);
    }
  }

  // In a buffer of its own, so that it can be handed on.
  function copyOf(pointer: number, length: number): Uint8Array {
    return new Uint8Array(memory.buffer, pointer, length).slice();
  }

  return {
    encode(stream, rows, style) {
      return read(exports.encode(...hand(stream), rows, ...hand([style])), copyOf);
    },
    decode(file, batchRows) {
      const decoder = read(exports.open_decoder(...hand(file), batchRows), (pointer) => pointer);
      const batches: Uint8Array[] = [];
      try {
        for (;;) {
          const batch = read(exports.next_batch(decoder), copyOf);
          if (batch.length === 0) return batches;
          batches.push(batch);
        }
      } finally {
        exports.close_decoder(decoder);
      }
    },
    memoryByteLength: () => memory.buffer.byteLength,
  };
}

type Answer = readonly [done: number, pointer: number, length: number];
