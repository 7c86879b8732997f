/**
 * Field ids of the structs in a Parquet file that are read or changed here.
 * https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export const fileMetaData = {
  version: 1,
  schema: 2,
  rows: 3,
  rowGroups: 4,
  keyValues: 5,
  createdBy: 6,
  columnOrders: 7,
} as const;

export const keyValue = { key: 1, value: 2 } as const;

export const schemaElement = {
  type: 1,
  typeLength: 2,
  repetition: 3,
  name: 4,
  children: 5,
  converted: 6,
  scale: 7,
  logical: 10,
} as const;

export const rowGroup = {
  columns: 1,
  byteLength: 2,
  rows: 3,
  sortingColumns: 4,
  fileOffset: 5,
  compressedByteLength: 6,
  ordinal: 7,
} as const;

export const sortingColumn = { column: 1, descending: 2, nullsFirst: 3 } as const;

export const columnChunk = {
  filePath: 1,
  fileOffset: 2,
  metadata: 3,
  offsetIndexOffset: 4,
  offsetIndexLength: 5,
  columnIndexOffset: 6,
  columnIndexLength: 7,
  crypto: 8,
} as const;

export const columnMetaData = {
  type: 1,
  encodings: 2,
  path: 3,
  codec: 4,
  values: 5,
  uncompressedByteLength: 6,
  compressedByteLength: 7,
  dataPageOffset: 9,
  indexPageOffset: 10,
  dictionaryPageOffset: 11,
  statistics: 12,
  bloomFilterOffset: 14,
  bloomFilterLength: 15,
  sizeStatistics: 16,
} as const;

/** The fields that are right for every type; older ones were not. */
export const statistics = { nulls: 3, max: 5, min: 6 } as const;

/** All that statistics say of the least and the greatest value, in older fields too, and of how exact they are. */
export const bounds: readonly number[] = [1, 2, 5, 6, 7, 8];

export const sizeStatistics = { unencodedByteLength: 1 } as const;

export const offsetIndex = { pageLocations: 1 } as const;

export const columnIndex = {
  nullPages: 1,
  minValues: 2,
  maxValues: 3,
  boundaryOrder: 4,
  nullCounts: 5,
} as const;

export const pageLocation = { offset: 1, compressedByteLength: 2, firstRow: 3 } as const;

export const pageHeader = {
  type: 1,
  uncompressedByteLength: 2,
  compressedByteLength: 3,
  dataPage: 5,
  dictionaryPage: 7,
  dataPageV2: 8,
} as const;

/** https://parquet.apache.org/docs/file-format/ */
export const magic = new TextEncoder().encode("PAR1");

/** In its place where the footer is encrypted: https://parquet.apache.org/docs/file-format/data-pages/encryption/ */
export const encryptedMagic = new TextEncoder().encode("PARE");

/** Four bytes of footer length, then the magic. */
export const trailerByteLength = 8;

/** The bytes after the footer. */
export function trailer(footerByteLength: number): Uint8Array {
  const bytes = new Uint8Array(trailerByteLength);
  new DataView(bytes.buffer).setUint32(0, footerByteLength, true);
  bytes.set(magic, 4);
  return bytes;
}

export function isMagic(bytes: Uint8Array, wanted: Uint8Array = magic): boolean {
  return bytes.length === wanted.length && wanted.every((byte, index) => bytes[index] === byte);
}
