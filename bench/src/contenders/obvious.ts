import { type Table as ArrowTable, tableFromIPC, tableFromJSON, tableToIPC } from "apache-arrow";
import { Compression, readParquet, Table, WriterPropertiesBuilder, writeParquet } from "parquet-wasm";

/** Rows to zstd Parquet as the two libraries' own pages show it. */
export function encodeObviously(rows: readonly object[]): Uint8Array {
  const ipc = tableToIPC(tableFromJSON(rows as never), "stream");
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).build();
  return writeParquet(Table.fromIPCStream(ipc), properties);
}

export function decodeObviously(file: Uint8Array): ArrowTable {
  return tableFromIPC(readParquet(file).intoIPCStream());
}
