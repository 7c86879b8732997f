import {
  initSync,
  readParquet,
  Table,
  Compression as WasmCompression,
  type Table as WasmTable,
  WriterPropertiesBuilder,
  writeParquet,
} from "parquet-wasm/esm";
import type { Compression } from "./options.js";
import type { DecodeTask, EncodeTask, Task } from "./task.js";
import type { WasmModule } from "./wasm-module.js";

/** Runs tasks in this thread. What it makes depends on the task alone. */
export interface Codec {
  run(task: Task): Uint8Array[];
  /** What the library holds on to. It never shrinks. */
  memoryByteLength(): number;
}

const compressions: Record<Compression, WasmCompression> = {
  zstd: WasmCompression.ZSTD,
  snappy: WasmCompression.SNAPPY,
  gzip: WasmCompression.GZIP,
  none: WasmCompression.UNCOMPRESSED,
};

export function createCodec(module: WasmModule): Codec {
  const { memory } = initSync({ module });
  return {
    run: (task) => (task.kind === "encode" ? [encode(task)] : decode(task)),
    memoryByteLength: () => memory.buffer.byteLength,
  };
}

function encode({ bytes, rows, compression, createdBy }: EncodeTask): Uint8Array {
  const properties = new WriterPropertiesBuilder()
    .setCompression(compressions[compression])
    .setMaxRowGroupSize(Math.max(rows, 1))
    .setCreatedBy(createdBy);
  let table: WasmTable;
  try {
    table = Table.fromIPCStream(bytes);
  } catch (error) {
    properties.free();
    throw error;
  }
  // Takes both over, also when it fails.
  return writeParquet(table, properties.build());
}

function decode({ bytes, batchRows }: DecodeTask): Uint8Array[] {
  const table = readParquet(bytes, { batchSize: batchRows });
  const batches = table.recordBatches();
  table.free();
  const results: Uint8Array[] = [];
  try {
    // One stream for each batch: a single one would double its buffer again and again.
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      results.push(batch.intoIPCStream());
    }
  } finally {
    for (const batch of batches) batch.free();
  }
  return results;
}
