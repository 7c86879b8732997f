import {
  EnabledStatistics,
  initSync,
  readParquet,
  Table,
  Compression as WasmCompression,
  Encoding as WasmEncoding,
  type Table as WasmTable,
  WriterPropertiesBuilder,
  writeParquet,
} from "parquet-wasm/esm";
import type { Statistics } from "../options/column-options.js";
import type { Compression } from "../options/options.js";
import type { ColumnPlan } from "../write/column-plan.js";
import type { DecodeTask, EncodeStyle, EncodeTask, Task } from "./task.js";
import type { WasmModule } from "./wasm-module.js";

/** Runs tasks in this thread. What it makes depends on the task alone. */
export interface Codec {
  run(task: Task): Promise<Uint8Array[]>;
  /** What the library holds on to. It never shrinks. */
  memoryByteLength(): number;
}

const compressions: Record<Compression, WasmCompression> = {
  zstd: WasmCompression.ZSTD,
  snappy: WasmCompression.SNAPPY,
  gzip: WasmCompression.GZIP,
  none: WasmCompression.UNCOMPRESSED,
};

const statisticsLevels: Record<Statistics, EnabledStatistics> = {
  page: EnabledStatistics.Page,
  column: EnabledStatistics.Chunk,
  none: EnabledStatistics.None,
};

const encodings: Record<ColumnPlan["fallback"], WasmEncoding> = {
  plain: WasmEncoding.PLAIN,
  "integer-delta": WasmEncoding.DELTA_BINARY_PACKED,
  "text-delta": WasmEncoding.DELTA_LENGTH_BYTE_ARRAY,
  "byte-stream-split": WasmEncoding.BYTE_STREAM_SPLIT,
};

export function createCodec(module: WasmModule): Codec {
  const { memory } = initSync({ module });
  return {
    run: async (task) => (task.kind === "encode" ? [await encode(task)] : decode(task)),
    memoryByteLength: () => memory.buffer.byteLength,
  };
}

async function encode(task: EncodeTask): Promise<Uint8Array> {
  const { bytes, style } = task;
  const properties = propertiesOf(task);
  let table: WasmTable;
  try {
    table = Table.fromIPCStream(bytes);
  } catch (error) {
    properties.free();
    throw error;
  }
  // Takes both over, also when it fails.
  const file = writeParquet(table, properties.build());
  if (!needsFinish(style)) return file;
  const { finishFile } = await import("../finish/finish-file.js");
  return finishFile(file, bytes, style);
}

function propertiesOf({ rows, style }: EncodeTask): WriterPropertiesBuilder {
  const compression = style.compressionLevel === undefined ? style.compression : "none";
  let properties = new WriterPropertiesBuilder()
    .setCompression(compressions[compression])
    .setMaxRowGroupSize(Math.max(rows, 1))
    .setStatisticsEnabled(statisticsLevels[style.statistics])
    .setCreatedBy(style.createdBy);
  for (const { name, encoding, fallback, statistics } of style.columns) {
    properties = properties
      .setColumnDictionaryEnabled(name, encoding === "dictionary")
      .setColumnEncoding(name, encodings[encoding === "dictionary" ? fallback : encoding])
      .setColumnStatisticsEnabled(name, statisticsLevels[statistics]);
  }
  return properties;
}

function needsFinish({ compressionLevel, columns, sortedBy }: EncodeStyle): boolean {
  const filtered = columns.some(({ bloomFilter }) => bloomFilter !== undefined);
  return compressionLevel !== undefined || sortedBy.length > 0 || filtered;
}

function decode({ bytes, batchRows }: DecodeTask): Uint8Array[] {
  const table = readParquet(bytes, { batchSize: batchRows });
  const batches = table.recordBatches();
  if (batches.length === 0) return [table.intoIPCStream()];
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
